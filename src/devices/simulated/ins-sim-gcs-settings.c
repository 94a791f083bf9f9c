/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/simulated/ins-sim-gcs-private.h"

typedef struct
{
  guint mask;
  double values[INS_N_AXES];
} Values;

static gboolean
take_values (InsSimGcsLine *line, Values *values)
{
  values->mask = 0;
  if (line->n_words == 0 || line->n_words % 2 != 0)
    {
      ins_sim_gcs_complain (line, line->n_words == 0 ? GCS_ERROR_MISSING : GCS_ERROR_COUNT);
      return FALSE;
    }
  for (guint i = 0; i < line->n_words; i += 2)
    {
      int axis = ins_sim_gcs_find_axis (line->gcs, line->words[i]);

      if (axis < 0 || !ins_number_parse (line->words[i + 1], &values->values[axis]))
        {
          ins_sim_gcs_complain (line, axis < 0 ? GCS_ERROR_AXIS : GCS_ERROR_SYNTAX);
          return FALSE;
        }
      values->mask |= 1u << axis;
    }

  return TRUE;
}

static gboolean
has (const Values *values, guint axis)
{
  return (values->mask & (1u << axis)) != 0;
}

static int
check_target (const InsSimGcs *gcs, guint axis, double mm)
{
  guint bit = 1u << axis;
  double bench_mm = mm - gcs->zero_mm[axis];
  double end_mm = ins_sim_axes_get_end_mm (gcs->axes, axis);

  if (!gcs->servo[axis] || (!gcs->is_referenced[axis] && gcs->reference_mode[axis]))
    return GCS_ERROR_NOT_ALLOWED;
  if (mm < INS_SIM_MINIMUM_MM || mm > INS_SIM_MAXIMUM_MM)
    return GCS_ERROR_POSITION;
  if (gcs->has_soft_limits[axis] && (mm < gcs->soft_low[axis] || mm > gcs->soft_high[axis]))
    return GCS_ERROR_SOFT_LIMIT;
  if (((gcs->positive_mask & bit) != 0 && bench_mm > end_mm) ||
      ((gcs->negative_mask & bit) != 0 && bench_mm < end_mm))
    return GCS_ERROR_LIMIT_SWITCH;

  return 0;
}

/* All of them or none. */
static void
move_all (InsSimGcsLine *line, const Values *targets)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      int code = has (targets, axis) ? check_target (line->gcs, axis, targets->values[axis]) : 0;

      if (code == 0)
        continue;
      ins_sim_gcs_complain (line, code);
      return;
    }
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (has (targets, axis))
      ins_sim_gcs_move (line->gcs, axis, targets->values[axis], line->now_s);
}

static void
run_mov (InsSimGcsLine *line, Values *values)
{
  move_all (line, values);
}

/* From the last target on, not from where the axis is. */
static void
run_mvr (InsSimGcsLine *line, Values *values)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (has (values, axis))
      values->values[axis] += line->gcs->target_mm[axis];
  move_all (line, values);
}

static void
set_pace (InsSimGcsLine *line, const Values *values, double *settings, double maximum, int code)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (has (values, axis) && !(values->values[axis] > 0.0 && values->values[axis] <= maximum))
      {
        ins_sim_gcs_complain (line, code);
        return;
      }
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (has (values, axis))
      settings[axis] = values->values[axis];
}

static void
run_vel (InsSimGcsLine *line, Values *values)
{
  set_pace (line, values, line->gcs->speed, line->gcs->parent.config.maximum_speed_mm_s,
            GCS_ERROR_VELOCITY);
}

static void
run_acc (InsSimGcsLine *line, Values *values)
{
  set_pace (line, values, line->gcs->acceleration, line->gcs->parent.config.acceleration_mm_s2,
            GCS_ERROR_RANGE);
}

static void
run_dec (InsSimGcsLine *line, Values *values)
{
  set_pace (line, values, line->gcs->deceleration, line->gcs->parent.config.acceleration_mm_s2,
            GCS_ERROR_RANGE);
}

static void
set_flags (const Values *values, gboolean *flags)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (has (values, axis))
      flags[axis] = values->values[axis] > 0.0;
}

static void
run_svo (InsSimGcsLine *line, Values *values)
{
  set_flags (values, line->gcs->servo);
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (has (values, axis) && !line->gcs->servo[axis])
      ins_sim_axes_halt (line->gcs->axes, axis, line->now_s);
}

static void
run_ron (InsSimGcsLine *line, Values *values)
{
  set_flags (values, line->gcs->reference_mode);
}

static void
run_ssl (InsSimGcsLine *line, Values *values)
{
  set_flags (values, line->gcs->has_soft_limits);
}

static void
run_nlm (InsSimGcsLine *line, Values *values)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (has (values, axis))
      line->gcs->soft_low[axis] = values->values[axis];
}

static void
run_plm (InsSimGcsLine *line, Values *values)
{
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (has (values, axis))
      line->gcs->soft_high[axis] = values->values[axis];
}

/* Only while the reference mode is off. */
static void
run_pos (InsSimGcsLine *line, Values *values)
{
  InsSimGcs *gcs = line->gcs;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      if (!has (values, axis))
        continue;
      if (gcs->reference_mode[axis])
        {
          ins_sim_gcs_complain (line, GCS_ERROR_NOT_ALLOWED);
          return;
        }
      gcs->zero_mm[axis] = values->values[axis] -
                           ins_sim_axes_get_mm (gcs->axes, axis, line->now_s);
      gcs->target_mm[axis] = values->values[axis];
      gcs->is_referenced[axis] = TRUE;
    }
}

static const struct
{
  const char *name;
  void (*run) (InsSimGcsLine *line, Values *values);
} settings[] = {
  { "MOV", run_mov }, { "MVR", run_mvr }, { "VEL", run_vel }, { "ACC", run_acc },
  { "DEC", run_dec }, { "SVO", run_svo }, { "RON", run_ron }, { "SSL", run_ssl },
  { "NLM", run_nlm }, { "PLM", run_plm }, { "POS", run_pos },
};

static void
run_search (InsSimGcsLine *line, int direction)
{
  guint mask = 0;

  if (!ins_sim_gcs_take_axes (line, &mask))
    return;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if ((mask & (1u << axis)) != 0 && !line->gcs->servo[axis])
      {
        ins_sim_gcs_complain (line, GCS_ERROR_NOT_ALLOWED);
        return;
      }
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (mask & (1u << axis))
      ins_sim_gcs_search (line->gcs, axis, direction, line->now_s);
}

static void
run_stop (InsSimGcsLine *line, gboolean at_once)
{
  guint mask = 0;

  if (!ins_sim_gcs_take_axes (line, &mask))
    return;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (mask & (1u << axis))
      ins_sim_gcs_stop (line->gcs, axis, at_once, line->now_s);
}

gboolean
ins_sim_gcs_run_setting (InsSimGcsLine *line, const char *name)
{
  Values values;

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (strcmp (settings[i].name, name) == 0)
      {
        if (take_values (line, &values))
          settings[i].run (line, &values);
        return TRUE;
      }
  if (strcmp (name, "FRF") == 0)
    run_search (line, 0);
  else if (strcmp (name, "FNL") == 0)
    run_search (line, -1);
  else if (strcmp (name, "FPL") == 0)
    run_search (line, 1);
  else if (strcmp (name, "HLT") == 0 || strcmp (name, "STP") == 0)
    run_stop (line, name[0] == 'S');
  else
    return FALSE;

  return TRUE;
}
