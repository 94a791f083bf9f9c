/* ins-nde-json-software.c - what the format can say of how A-scans were processed afterwards
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "storage/ins-nde-json-private.h"

/* Leaves the object open for the process itself. */
static void
begin_process (JsonBuilder *builder, guint id)
{
  ins_nde_json_begin (builder, NULL, '{');
  ins_nde_json_count (builder, "id", id);
  ins_nde_json_text (builder, "implementation", "Software");
  ins_nde_json_begin (builder, "inputs", '[');
  ins_nde_json_begin (builder, NULL, '{');
  ins_nde_json_count (builder, "processId", 0);
  ins_nde_json_count (builder, "groupId", 0);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  ins_nde_json_begin (builder, "outputs", '[');
  json_builder_end_array (builder);
}

static void
put_tcg (JsonBuilder *builder, const InsTcg *tcg)
{
  ins_nde_json_begin (builder, "ultrasonicTcg", '{');
  ins_nde_json_text (builder, "synchroMode", "Pulse");
  ins_nde_json_begin (builder, "points", '[');
  for (guint i = 0; i < tcg->n_points; i++)
    {
      /* the format wants no two that are the same */
      if (i > 0 && tcg->points[i].time_s == tcg->points[i - 1].time_s &&
          tcg->points[i].gain_db == tcg->points[i - 1].gain_db)
        continue;
      ins_nde_json_begin (builder, NULL, '{');
      ins_nde_json_number (builder, "time", tcg->points[i].time_s);
      ins_nde_json_number (builder, "gain", tcg->points[i].gain_db);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
put_thickness_gate (JsonBuilder *builder, const InsRecipe *recipe, guint gate)
{
  ins_nde_json_begin (builder, NULL, '{');
  ins_nde_json_count (builder, "id", gate);
  ins_nde_json_text (builder, "gateDetection", ins_nde_json_get_detection (&recipe->gates[gate]));
  json_builder_end_object (builder);
}

static void
put_thickness (JsonBuilder *builder,
               const InsRecipe *recipe,
               const InsDerived *plane,
               double record_s)
{
  double velocity_m_s = plane->velocity_m_s > 0.0 ? plane->velocity_m_s : recipe->velocity_m_s;

  ins_nde_json_begin (builder, "thickness", '{');
  ins_nde_json_number (builder, "min", 0.0);
  ins_nde_json_number (builder, "max", record_s * velocity_m_s / 2.0);
  ins_nde_json_begin (builder, "gates", '[');
  put_thickness_gate (builder, recipe, (guint)plane->from_gate);
  put_thickness_gate (builder, recipe, plane->gate);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

void
ins_nde_json_put_software (JsonBuilder *builder, const InsRecipe *recipe, double record_s)
{
  InsConditioning conditioning;
  guint id = 1;

  ins_recipe_get_conditioning (recipe, &conditioning);
  if (conditioning.tcg.n_points > 0)
    {
      begin_process (builder, id++);
      put_tcg (builder, &conditioning.tcg);
      json_builder_end_object (builder);
    }
  for (guint i = 0; i < recipe->n_planes; i++)
    if (recipe->planes[i].kind == INS_DERIVED_THICKNESS)
      {
        begin_process (builder, id++);
        put_thickness (builder, recipe, &recipe->planes[i], record_s);
        json_builder_end_object (builder);
      }
}
