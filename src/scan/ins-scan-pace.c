/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scan/ins-scan-pace.h"

/* A first line that waited for something says little about the others. */
#define SLOWEST 20.0
#define FASTEST 0.5

static double
get_line_s (const InsPlan *plan, guint order)
{
  return ins_plan_get_remaining_s (plan, order) - ins_plan_get_remaining_s (plan, order + 1);
}

void
ins_scan_pace_begin (InsScanPace *self, const InsPlan *plan, const gboolean *is_wanted)
{
  self->left_s = 0.0;
  for (guint order = 0; order < plan->n_lines; order++)
    if (is_wanted[plan->rows[order]])
      self->left_s += get_line_s (plan, order);
}

void
ins_scan_pace_pass (InsScanPace *self, const InsPlan *plan, guint order)
{
  double line_s = get_line_s (plan, order);

  self->done_s += line_s;
  self->left_s = MAX (self->left_s - line_s, 0.0);
}

double
ins_scan_pace_get_remaining_s (const InsScanPace *self, double spent_s)
{
  double pace = self->done_s > 0.0 ? CLAMP (spent_s / self->done_s, FASTEST, SLOWEST) : 1.0;

  return self->left_s * pace;
}
