/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/ins-session-preview.h"
#include "app/ins-window-private.h"
#include "core/ins-number.h"

const InsRecipe *
ins_window_get_shown_recipe (InsWindow *self)
{
  const InsRecipe *recipe = NULL;

  if (!self->show_plan)
    recipe = ins_session_get_picture_recipe (self->session);

  return recipe != NULL ? recipe : ins_session_get_recipe (self->session);
}

static InsCscan *
get_shown_cscan (InsWindow *self)
{
  return self->show_plan ? NULL : ins_session_get_cscan (self->session);
}

/* ---- the plane ----------------------------------------------------------------------------- */

static void
show_plane (InsWindow *self)
{
  ins_cscan_view_set_cscan (self->cscan_view, get_shown_cscan (self),
                            ins_window_get_plane_index (self), self->kind);
  ins_window_show_plane_title (self);
}

void
ins_window_select_plane (InsWindow *self, guint selected)
{
  if (!ins_window_take_plane (self, selected))
    return;
  show_plane (self);
  ins_window_update_plots (self);
}

/* Nearest to the middle of those that were scanned; -1 if none was. */
static int
find_middle_row (InsNdeFile *file)
{
  int n_rows = (int)ins_nde_file_get_grid (file)->n_rows;
  int middle = n_rows / 2;

  for (int distance = 0; distance <= middle; distance++)
    {
      if (middle + distance < n_rows && ins_nde_file_is_line_done (file, middle + distance))
        return middle + distance;
      if (ins_nde_file_is_line_done (file, middle - distance))
        return middle - distance;
    }

  return -1;
}

/* A picture from a file has no newest line. */
static void
show_middle_line (InsWindow *self)
{
  InsNdeFile *file = ins_session_get_file (self->session);
  InsCscan *cscan = get_shown_cscan (self);
  int row = -1;

  if (file == NULL || cscan == NULL || ins_session_is_scanning (self->session))
    return;
  row = find_middle_row (file);
  if (row >= 0)
    ins_cscan_view_set_cursor (self->cscan_view, (guint)row,
                               ins_cscan_get_grid (cscan)->n_columns / 2);
}

void
ins_window_update_picture (InsWindow *self)
{
  const InsRecipe *recipe = NULL;

  if (ins_session_get_cscan (self->session) == NULL && self->show_plan)
    {
      g_action_group_change_action_state (G_ACTION_GROUP (self), "show-plan",
                                          g_variant_new_boolean (FALSE));
      return; /* comes back here */
    }
  if (ins_session_is_scanning (self->session) && self->show_plan)
    {
      g_action_group_change_action_state (G_ACTION_GROUP (self), "show-plan",
                                          g_variant_new_boolean (FALSE));
      return;
    }
  recipe = ins_window_get_shown_recipe (self);
  if (recipe->n_gates == 0)
    return;
  ins_window_drop_auto_gates (self);
  ins_window_fill_planes (self, recipe);
  ins_cscan_view_set_fills_rows (self->cscan_view, recipe->line_order == INS_LINE_ORDER_INTERLACED);
  show_plane (self);
  ins_window_give_gates (self, recipe);
  ins_ascan_view_select (self->ascan_view, self->gate);
  ins_window_reset_gates (self);
  ins_window_reset_plots (self);
  show_middle_line (self);
  ins_cscan_view_set_frames_plan (self->cscan_view, ins_session_shows_preview (self->session));
  ins_window_update_progress (self);
}

void
ins_window_show_regated (InsWindow *self)
{
  InsCscan *cscan = get_shown_cscan (self);

  if (cscan != NULL)
    ins_cscan_view_replace_cscan (self->cscan_view, cscan, ins_window_get_plane_index (self),
                                  self->kind);
  ins_window_update_alarms (self);
}

void
ins_window_show_gates (InsWindow *self)
{
  const InsRecipe *recipe = ins_window_get_shown_recipe (self);

  ins_window_fill_planes (self, recipe);
  ins_window_show_plane_title (self);
  ins_window_give_gates (self, recipe);
  ins_window_show_regated (self);
}

/* Beside the one that the plan is about. */
static void
show_other_regions (InsWindow *self)
{
  const InsRecipe *recipe = ins_session_get_recipe (self->session);
  guint shown = ins_session_get_shown_region (self->session), n = 0;
  InsScanGrid grids[INS_RECIPE_MAX_REGIONS];
  const char *names[INS_RECIPE_MAX_REGIONS];

  for (guint i = 0; i < recipe->n_regions && ins_session_get_plan (self->session) != NULL; i++)
    {
      g_autoptr (InsRecipe) part = ins_recipe_new_for_region (recipe, i);

      if (i == MIN (shown, recipe->n_regions - 1))
        continue;
      memset (&grids[n], 0, sizeof grids[n]);
      ins_recipe_get_grid (part, &grids[n]);
      names[n++] = recipe->regions[i].name;
    }
  ins_cscan_view_set_regions (self->cscan_view, grids, names, n);
}

void
ins_window_update_plan (InsWindow *self)
{
  const InsPlan *plan = ins_session_get_plan (self->session);

  ins_cscan_view_set_plan (self->cscan_view, plan != NULL ? &plan->grid : NULL,
                           plan != NULL ? plan->runway_mm : 0.0);
  ins_cscan_view_set_frames_plan (self->cscan_view, ins_session_shows_preview (self->session));
  ins_cscan_view_set_pattern (self->cscan_view, ins_session_get_recipe (self->session)->pattern);
  show_other_regions (self);
  if (get_shown_cscan (self) == NULL)
    {
      const InsRecipe *recipe = ins_session_get_recipe (self->session);

      if (recipe->n_gates == 0)
        return;
      ins_window_fill_planes (self, recipe);
      ins_window_show_plane_title (self);
      ins_window_give_gates (self, recipe);
      ins_window_keep_auto_gates (self);
    }
}

static gboolean
is_same_way (const InsRecipe *a, const InsRecipe *b)
{
  return a->scan_axis == b->scan_axis && a->index_axis == b->index_axis &&
         a->scan_sign == b->scan_sign && a->index_sign == b->index_sign &&
         memcmp (&a->start, &b->start, sizeof a->start) == 0 &&
         a->scan_length_mm == b->scan_length_mm && a->index_length_mm == b->index_length_mm &&
         a->scan_step_mm == b->scan_step_mm && a->index_step_mm == b->index_step_mm &&
         a->speed_mm_s == b->speed_mm_s && a->pattern == b->pattern &&
         a->line_order == b->line_order && a->n_regions == b->n_regions &&
         memcmp (a->regions, b->regions, a->n_regions * sizeof *a->regions) == 0;
}

void
ins_window_follow_recipe (InsWindow *self)
{
  const InsRecipe *recipe = ins_session_get_recipe (self->session);
  gboolean edited = self->seen_recipe != NULL && !is_same_way (self->seen_recipe, recipe);

  ins_window_follow_gates (self);
  if (edited || self->seen_recipe == NULL)
    {
      g_clear_pointer (&self->seen_recipe, ins_recipe_free);
      self->seen_recipe = ins_recipe_copy (recipe);
    }
  if (edited && !self->show_plan && !ins_session_shows_preview (self->session) &&
      ins_session_get_cscan (self->session) != NULL && !ins_session_is_scanning (self->session))
    g_action_group_change_action_state (G_ACTION_GROUP (self), "show-plan",
                                        g_variant_new_boolean (TRUE));
}

/* ---- probe and line ------------------------------------------------------------------------ */

static char *
dup_stopped_text (const InsSnapshot *snapshot)
{
  if (snapshot->n_lines == 0 || snapshot->n_lines_done >= snapshot->n_lines)
    return NULL;
  if (snapshot->scan == INS_SCAN_PAUSED)
    return g_strdup_printf (ngettext ("Paused.  %u line is safe.", "Paused.  %u lines are safe.",
                                      snapshot->n_lines_done),
                            snapshot->n_lines_done);
  if (snapshot->scan == INS_SCAN_FAILED || snapshot->scan == INS_SCAN_STOPPED)
    return g_strdup_printf (ngettext ("Stopped at line %u.  %u line is safe.",
                                      "Stopped at line %u.  %u lines are safe.",
                                      snapshot->n_lines_written),
                            snapshot->line.order + 1, snapshot->n_lines_written);

  return NULL;
}

void
ins_window_update_progress (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  InsCscan *cscan = get_shown_cscan (self);
  gboolean known = snapshot->stage_link == INS_LINK_READY && snapshot->report.position_known;
  gboolean sweeping = snapshot->scan == INS_SCAN_RUNNING || snapshot->scan == INS_SCAN_PAUSING;
  g_autofree char *stopped = NULL;

  ins_cscan_view_set_probe (self->cscan_view, &snapshot->report.position, known);
  /* An opened file has no line at work, whatever the last scan was. */
  if (cscan == NULL || snapshot->n_lines != ins_cscan_get_grid (cscan)->n_rows)
    {
      ins_cscan_view_set_progress (self->cscan_view, -1, 0, 0, NULL);
      return;
    }
  stopped = dup_stopped_text (snapshot);
  ins_cscan_view_set_progress (self->cscan_view, sweeping ? (int)snapshot->line.row : -1,
                               snapshot->line.direction, snapshot->n_lines_done, stopped);
}

/* ---- read-out ------------------------------------------------------------------------------ */

static const char *
describe_hole (InsHole hole)
{
  switch (hole)
    {
    case INS_HOLE_TO_GO:
      return _ ("not scanned yet");
    case INS_HOLE_LOST_PULSES:
      return _ ("no value: the card lost pulses");
    case INS_HOLE_NOT_REACHED:
      return _ ("no value: the stage did not get there");
    case INS_HOLE_REGISTRATION:
      return _ ("no value: place not known well enough");
    case INS_HOLE_OUTSIDE:
      return _ ("left out");
    case INS_HOLE_NONE:
    default:
      return _ ("no echo");
    }
}

static char *
dup_value (InsWindow *self, const InsCursor *cursor)
{
  g_autofree char *value = NULL;

  if (!isfinite (cursor->value) && cursor->hole == INS_HOLE_NONE && ins_plane_is_map (self->kind))
    return g_strdup (_ ("not known"));
  if (!isfinite (cursor->value))
    return g_strdup (cursor->state == INS_PIXEL_NO_INTERFACE ? _ ("no interface")
                                                             : describe_hole (cursor->hole));
  value = ins_window_dup_plane_value (self, (double)cursor->value);
  if (cursor->state != INS_PIXEL_SATURATED)
    return g_steal_pointer (&value);

  /* Translators: amplitude of an echo that was larger than the card's range */
  return g_strdup_printf (_ ("%s, saturated"), value);
}

static void
update_readout (InsWindow *self)
{
  InsCscan *cscan = get_shown_cscan (self);
  InsCursor cursor;
  g_autofree char *text = NULL;

  if (cscan != NULL && ins_cscan_view_get_cursor (self->cscan_view, &cursor))
    {
      const InsScanGrid *grid = ins_cscan_get_grid (cscan);
      g_autofree char *scan = ins_number_format_typed (cursor.scan_mm, 2);
      g_autofree char *index = ins_number_format_typed (cursor.index_mm, 2);
      g_autofree char *value = dup_value (self, &cursor);
      gboolean scan_first = grid->scan_axis < grid->index_axis;
      char axes[2] = { INS_AXIS_LETTERS[grid->scan_axis], INS_AXIS_LETTERS[grid->index_axis] };

      /* Translators: place and value under the cross-hair, "X 36.20  Y 30.50 mm   69 %". */
      text = g_strdup_printf (_ ("%c %s  %c %s mm   %s"), scan_first ? axes[0] : axes[1],
                              scan_first ? scan : index, scan_first ? axes[1] : axes[0],
                              scan_first ? index : scan, value);
    }
  gtk_label_set_text (self->readout_label, text != NULL ? text : "");
}

static void
on_cursor_changed (InsCscanView *view, InsWindow *self)
{
  update_readout (self);
  ins_window_show_cursor_plots (self);
}

/* A double click fills the target in; the person then presses Go. */
static void
on_go_to (InsCscanView *view, double x_mm, double y_mm, double z_mm, InsWindow *self)
{
  const InsPosition target = { { x_mm, y_mm, z_mm } };

  if (ins_window_is_locked (self) || ins_session_get_engine (self->session) == NULL ||
      ins_session_is_scanning (self->session))
    return;
  g_action_group_change_action_state (G_ACTION_GROUP (self), "show-motion-panel",
                                      g_variant_new_boolean (TRUE));
  ins_motion_panel_ask_go_to (self->motion_panel, &target);
}

void
ins_window_connect_picture (InsWindow *self)
{
  g_signal_connect_object (self->cscan_view, "cursor-changed", G_CALLBACK (on_cursor_changed), self,
                           0);
  g_signal_connect_object (self->cscan_view, "go-to", G_CALLBACK (on_go_to), self, 0);
}
