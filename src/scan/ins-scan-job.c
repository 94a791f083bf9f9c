/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "scan/ins-preflight-private.h"
#include "scan/ins-scan-job.h"

#define SUFFIX ".nde"

InsScanJob *
ins_scan_job_new (const InsRecipe *recipe)
{
  InsScanJob *self = g_new0 (InsScanJob, 1);

  self->n_parts = MAX (recipe->n_regions, 1);
  self->parts = g_new0 (InsScanPart, self->n_parts);
  for (guint i = 0; i < self->n_parts; i++)
    {
      InsScanPart *part = &self->parts[i];

      if (recipe->n_regions == 0)
        {
          part->recipe = ins_recipe_copy (recipe);
          continue;
        }
      part->recipe = ins_recipe_new_for_region (recipe, i);
      part->name = g_strdup (recipe->regions[i].name);
    }

  return self;
}

void
ins_scan_job_free (InsScanJob *self)
{
  for (guint i = 0; i < self->n_parts; i++)
    {
      g_free (self->parts[i].name);
      ins_recipe_free (self->parts[i].recipe);
      g_clear_pointer (&self->parts[i].plan, ins_plan_free);
      g_free (self->parts[i].path);
    }
  g_free (self->parts);
  g_free (self);
}

void
ins_scan_job_set_output (InsScanJob *self, const char *path)
{
  gsize length = strlen (path);
  g_autofree char *stem = NULL;

  if (length > strlen (SUFFIX) && g_str_has_suffix (path, SUFFIX))
    length -= strlen (SUFFIX);
  stem = g_strndup (path, length);
  for (guint i = 0; i < self->n_parts; i++)
    {
      InsScanPart *part = &self->parts[i];

      g_free (part->path);
      part->path = part->name != NULL ? g_strconcat (stem, "-", part->name, SUFFIX, NULL)
                                      : g_strdup (path);
    }
}

static gboolean
find_end (const InsPlan *plan, InsPosition *end)
{
  for (guint order = plan->n_lines; order-- > 0;)
    {
      InsLine line;

      ins_plan_get_line (plan, order, &line);
      *end = line.end;
      if (line.n_columns > 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
find_start (const InsPlan *plan, InsPosition *start)
{
  for (guint order = 0; order < plan->n_lines; order++)
    {
      InsLine line;

      ins_plan_get_line (plan, order, &line);
      *start = line.start;
      if (line.n_columns > 0)
        return TRUE;
    }

  return FALSE;
}

/* Both axes of the picture together, the height by itself before or after. */
static double
get_way_s (const InsPlan *from, const InsPlan *to)
{
  InsAxis scan = to->grid.scan_axis, index = to->grid.index_axis;
  InsAxis height = ins_axis_third (scan, index);
  double a = to->acceleration_mm_s2, v = to->speed_mm_s;
  InsPosition end, start;

  if (!find_end (from, &end) || !find_start (to, &start))
    return 0.0;

  return MAX (ins_plan_move_time_s (start.mm[scan] - end.mm[scan], v, a),
              ins_plan_move_time_s (start.mm[index] - end.mm[index], v, a)) +
         ins_plan_move_time_s (start.mm[height] - end.mm[height], v, a);
}

void
ins_scan_job_plan (InsScanJob *self, const InsRigStatus *status)
{
  for (guint i = 0; i < self->n_parts; i++)
    {
      InsScanPart *part = &self->parts[i];
      const InsTiming *timing = status->timing_accepted ? &status->timing : &part->recipe->timing;

      g_clear_pointer (&part->plan, ins_plan_free);
      part->plan = ins_plan_new_for_rig (part->recipe, &status->stage_info, timing,
                                         status->position_trigger, status->backlash_mm);
      part->way_s = i > 0 ? get_way_s (self->parts[i - 1].plan, part->plan) : 0.0;
    }
}

guint
ins_scan_job_find_next (const InsScanJob *self, guint index)
{
  while (index < self->n_parts && self->parts[index].is_done)
    index++;

  return index;
}

void
ins_scan_job_get_sum (const InsScanJob *self, InsScanJobSum *sum)
{
  *sum = (InsScanJobSum){ 0 };
  for (guint i = 0; i < self->n_parts; i++)
    {
      const InsScanPart *part = &self->parts[i];

      if (part->is_done || part->plan == NULL)
        continue;
      sum->n_lines += part->plan->n_lines;
      sum->n_swept += part->plan->n_swept;
      sum->n_pixels += (guint64)part->plan->grid.n_rows * part->plan->grid.n_columns;
      sum->n_wanted += part->plan->n_wanted;
      sum->total_s += part->plan->total_s + part->way_s;
      if (!part->exists) /* which has its room already */
        sum->n_bytes += part->plan->n_bytes;
    }
}

/* ---- preflight ---------------------------------------------------------------------------- */

static InsCheck *
copy_check (const InsCheck *check, const char *name)
{
  InsCheck *copy = g_memdup2 (check, sizeof *check);

  /* Translators: a region of the recipe, and what is to be said about it */
  copy->text = name != NULL ? g_strdup_printf (_ ("Region %s: %s"), name, check->text)
                            : g_strdup (check->text);

  return copy;
}

/* Of the checks of one kind the worst; where all are alike, the first. */
static InsCheck *
choose_worst (const InsScanJob *self, GPtrArray *const *checks, guint kind)
{
  const InsCheck *worst = checks[0]->pdata[kind];
  guint at = 0;
  gboolean all_alike = TRUE;

  for (guint i = 1; i < self->n_parts; i++)
    {
      const InsCheck *check = checks[i]->pdata[kind];

      all_alike = all_alike && strcmp (check->text, worst->text) == 0;
      if (check->level <= worst->level)
        continue;
      worst = check;
      at = i;
    }

  return copy_check (worst,
                     all_alike || worst->level == INS_CHECK_OK ? NULL : self->parts[at].name);
}

GPtrArray *
ins_scan_job_check (const InsScanJob *self, const InsRigStatus *status)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (ins_preflight_free_check);
  g_autofree GPtrArray **checks = g_new0 (GPtrArray *, self->n_parts);
  InsScanJobSum sum;
  guint n_kinds;

  ins_scan_job_get_sum (self, &sum);
  for (guint i = 0; i < self->n_parts; i++)
    checks[i] = ins_preflight_check (self->parts[i].recipe, self->parts[i].plan, status);
  n_kinds = checks[0]->len;
  for (guint kind = 0; kind < n_kinds; kind++)
    {
      InsCheck *check;

      if (n_kinds - kind == INS_PREFLIGHT_DISK_FROM_END)
        check = ins_preflight_check_disk (sum.n_bytes, status->n_free_bytes);
      else if (n_kinds - kind == INS_PREFLIGHT_TIME_FROM_END)
        check = ins_preflight_check_time (sum.total_s);
      else
        check = choose_worst (self, checks, kind);
      g_ptr_array_add (all, check);
    }
  for (guint i = 0; i < self->n_parts; i++)
    g_ptr_array_unref (checks[i]);

  return all;
}

/* ---- progress ----------------------------------------------------------------------------- */

void
ins_scan_job_get_progress (const InsScanJob *self,
                           guint index,
                           guint n_lines_done,
                           guint n_lines,
                           double remaining_s,
                           InsScanJobProgress *progress)
{
  double share = n_lines > 0 ? (double)n_lines_done / n_lines : 0.0;
  double done_s = 0.0, all_s = 0.0;

  *progress = (InsScanJobProgress){ .fraction = share, .remaining_s = remaining_s };
  for (guint i = 0; i < self->n_parts; i++)
    {
      const InsScanPart *part = &self->parts[i];
      double part_s = part->plan != NULL ? part->plan->total_s + part->way_s : 0.0;

      all_s += part_s;
      if (i < index || part->is_done)
        done_s += part_s;
      else if (i == index)
        done_s += share * part_s;
      else
        progress->remaining_s += part_s;
    }
  if (self->n_parts > 1 && all_s > 0.0)
    progress->fraction = CLAMP (done_s / all_s, 0.0, 1.0);
}
