/* ins-window-rectangle.c - what becomes of a rectangle that was drawn on the picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-window-private.h"
#include "core/ins-number.h"

/* "Finer" to begin with; the form can say anything else. */
#define FINER 0.5

/* ---- words ------------------------------------------------------------------------------- */

/* "X 10.00 to 20.00, Y 5.00 to 12.00 mm", or what to do. */
static char *
dup_text (InsWindow *self,
          gboolean has_rectangle,
          const InsAreaPoint *one,
          const InsAreaPoint *other)
{
  const InsRecipe *recipe = ins_window_get_shown_recipe (self);
  g_autofree char *x0 = NULL, *x1 = NULL, *y0 = NULL, *y1 = NULL;

  if (!has_rectangle)
    return g_strdup (_ ("Drag over the picture to mark an area."));
  x0 = ins_number_format_typed (fmin (one->x_mm, other->x_mm), 2);
  x1 = ins_number_format_typed (fmax (one->x_mm, other->x_mm), 2);
  y0 = ins_number_format_typed (fmin (one->y_mm, other->y_mm), 2);
  y1 = ins_number_format_typed (fmax (one->y_mm, other->y_mm), 2);

  /* Translators: an axis and from where to where, twice: "X 10.00 to 20.00, Y 5.00 to 12.00 mm" */
  return g_strdup_printf (_ ("%c %s to %s, %c %s to %s mm"),
                          INS_AXIS_LETTERS[MIN (recipe->scan_axis, recipe->index_axis)], x0, x1,
                          INS_AXIS_LETTERS[MAX (recipe->scan_axis, recipe->index_axis)], y0, y1);
}

static void
set_enabled (InsWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
ins_window_update_rectangle (InsWindow *self)
{
  g_autoptr (GVariant) tool = g_action_group_get_action_state (G_ACTION_GROUP (self), "tool");
  gboolean scanning = self->session != NULL && ins_session_is_scanning (self->session);
  InsAreaPoint one, other;
  gboolean has_rectangle;
  g_autofree char *text = NULL;

  if (self->session == NULL)
    return;
  has_rectangle = ins_cscan_view_get_rectangle (self->cscan_view, &one, &other);
  text = dup_text (self, has_rectangle, &one, &other);
  if (g_strcmp0 (gtk_label_get_text (self->rectangle_label), text) != 0)
    gtk_label_set_text (self->rectangle_label, text);
  gtk_widget_set_visible (self->rectangle_bar,
                          has_rectangle ||
                              g_strcmp0 (g_variant_get_string (tool, NULL), "rectangle") == 0);
  set_enabled (self, "rectangle-finer", has_rectangle && !scanning);
  set_enabled (self, "rectangle-use", has_rectangle && !scanning);
  set_enabled (self, "rectangle-add", has_rectangle && !scanning);
  set_enabled (self, "rectangle-clear", has_rectangle);
}

static void
on_rectangle_changed (InsCscanView *view, InsWindow *self)
{
  ins_window_update_rectangle (self);
}

/* ---- what it is good for ------------------------------------------------------------------ */

/* The form says what would be scanned now; the plan shows it where the picture was. */
static void
take (InsWindow *self, const InsRecipe *recipe)
{
  ins_session_set_recipe (self->session, recipe);
  ins_cscan_view_clear_rectangle (self->cscan_view);
  g_action_group_change_action_state (G_ACTION_GROUP (self), "tool",
                                      g_variant_new_string ("cross"));
  ins_window_show_rig_page (self, NULL);
  g_action_group_change_action_state (G_ACTION_GROUP (self), "show-scan-panel",
                                      g_variant_new_boolean (TRUE));
}

static void
name_detail (InsRecipe *recipe)
{
  /* Translators: name of a finer scan of a part of the scan %s */
  char *name = g_strdup_printf (_ ("%s detail"), recipe->name);

  g_free (recipe->name);
  recipe->name = name;
}

/* With everything as it was for the picture, gates included. */
static void
on_finer (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  const InsRecipe *whole = ins_window_get_shown_recipe (self);
  g_autoptr (InsRecipe) part = NULL;
  InsAreaPoint one, other;

  if (!ins_cscan_view_get_rectangle (self->cscan_view, &one, &other))
    return;
  part = ins_recipe_new_for_rectangle (whole, &one, &other, FINER * whole->scan_step_mm,
                                       FINER * whole->index_step_mm);
  name_detail (part);
  ins_recipe_limit_speed (part);
  take (self, part);
}

static void
on_use (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  const InsRecipe *recipe = ins_session_get_recipe (self->session);
  g_autoptr (InsRecipe) part = NULL;
  InsAreaPoint one, other;

  if (!ins_cscan_view_get_rectangle (self->cscan_view, &one, &other))
    return;
  part = ins_recipe_new_for_rectangle (recipe, &one, &other, recipe->scan_step_mm,
                                       recipe->index_step_mm);
  take (self, part);
}

static void
on_add (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  g_autoptr (InsRecipe) recipe = ins_recipe_copy (ins_session_get_recipe (self->session));
  InsAreaPoint one, other;

  if (!ins_cscan_view_get_rectangle (self->cscan_view, &one, &other))
    return;
  if (!ins_recipe_add_region (recipe, &one, &other))
    {
      ins_window_show_note (self, _ ("There are as many regions as a recipe can have."), TRUE);
      return;
    }
  ins_session_set_recipe (self->session, recipe);
  ins_cscan_view_clear_rectangle (self->cscan_view);
}

static void
on_clear (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_cscan_view_clear_rectangle (INS_WINDOW (data)->cscan_view);
}

static void
on_plan_dragged (InsCscanView *view, InsWindow *self)
{
  if (!ins_session_is_scanning (self->session) && !ins_window_is_locked (self))
    on_use (NULL, NULL, self);
}

void
ins_window_add_rectangle_actions (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "rectangle-finer", on_finer, NULL, NULL, NULL, { 0 } },
    { "rectangle-use", on_use, NULL, NULL, NULL, { 0 } },
    { "rectangle-add", on_add, NULL, NULL, NULL, { 0 } },
    { "rectangle-clear", on_clear, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->cscan_view, "rectangle-changed", G_CALLBACK (on_rectangle_changed),
                           self, 0);
  g_signal_connect_object (self->cscan_view, "plan-dragged", G_CALLBACK (on_plan_dragged), self, 0);
}
