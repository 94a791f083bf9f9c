/* ins-scan-form-frame.c - the area taught by jogging to two of its corners
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-scan-form-private.h"
#include "core/ins-number.h"
#include "scan/ins-recipe-frame.h"

/* NULL: it may not be read off now. */
static const InsPosition *
get_position (InsScanForm *self)
{
  const InsSnapshot *snapshot = self->session != NULL ? ins_session_get_snapshot (self->session)
                                                      : NULL;

  if (snapshot == NULL || snapshot->stage_link != INS_LINK_READY ||
      !snapshot->report.position_known || ins_session_is_scanning (self->session))
    return NULL;

  return &snapshot->report.position;
}

/* "First corner X 10.00, Y 20.00. Jog to the opposite one." */
static char *
dup_note (InsScanForm *self)
{
  const InsRecipe *recipe = ins_session_get_recipe (self->session);
  const InsAxis first = MIN (recipe->scan_axis, recipe->index_axis);
  const InsAxis second = MAX (recipe->scan_axis, recipe->index_axis);
  g_autofree char *u = ins_number_format_typed (self->corner.mm[first], 2);
  g_autofree char *v = ins_number_format_typed (self->corner.mm[second], 2);

  /* Translators: a corner of the area, by two axes: "X 10.00, Y 20.00" */
  return g_strdup_printf (_ ("First corner %c %s, %c %s mm. Jog to the opposite corner, then press "
                             "again."),
                          INS_AXIS_LETTERS[first], u, INS_AXIS_LETTERS[second], v);
}

static void
show_note (InsScanForm *self, const char *text, gboolean is_error)
{
  const char *classes[] = { "small", is_error ? "c-bad" : NULL, NULL };

  if (g_strcmp0 (gtk_label_get_text (self->corner_note), text != NULL ? text : "") != 0)
    gtk_label_set_text (self->corner_note, text != NULL ? text : "");
  gtk_widget_set_css_classes (GTK_WIDGET (self->corner_note), classes);
  gtk_widget_set_visible (GTK_WIDGET (self->corner_note), text != NULL);
}

void
ins_scan_form_update_frame (InsScanForm *self)
{
  const gboolean known = get_position (self) != NULL;

  if (self->has_corner && ins_session_is_scanning (self->session))
    ins_scan_form_cancel_corner (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->corner_button), known);
  gtk_button_set_label (self->corner_button,
                        self->has_corner ? _ ("Opposite corner here") : _ ("Corner here"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->corner_button),
                               !known ? _ ("The position is unknown.")
                               : self->has_corner
                                   ? _ ("The area ends where the probe is now (K)")
                                   : _ ("Frame the area: jog to one corner and press, jog to the "
                                        "opposite one and press again (K)"));
  gtk_widget_set_visible (GTK_WIDGET (self->corner_cancel), self->has_corner);
  gtk_widget_set_visible (GTK_WIDGET (self->preview), !self->has_corner); /* there is no room */
  if (self->has_corner && known)
    g_signal_emit_by_name (self, "frame-changed");
}

static void
take_frame (InsScanForm *self, const InsPosition *position)
{
  const InsRecipe *whole = ins_session_get_recipe (self->session);
  g_autoptr (InsRecipe) shown = ins_scan_form_load_region (self, whole);
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRecipe)
      framed = ins_recipe_new_for_corners (shown, &self->corner, position, &error);

  if (framed == NULL)
    {
      show_note (self, error->message, TRUE);
      return;
    }
  if (whole->n_regions > 0) /* it is one of them that was taught */
    {
      shown->start = framed->start;
      shown->scan_length_mm = framed->scan_length_mm;
      shown->index_length_mm = framed->index_length_mm;
      ins_scan_form_store_region (self, shown, whole);
    }
  self->has_corner = FALSE;
  show_note (self, NULL, FALSE);
  ins_scan_form_give_recipe (self, whole->n_regions > 0 ? shown : framed);
  ins_scan_form_update_frame (self);
  g_signal_emit_by_name (self, "frame-changed");
}

void
ins_scan_form_take_corner (InsScanForm *self)
{
  const InsPosition *position = get_position (self);
  g_autofree char *note = NULL;

  if (position == NULL)
    return;
  if (self->has_corner)
    {
      take_frame (self, position);
      return;
    }
  self->corner = *position;
  self->has_corner = TRUE;
  note = dup_note (self);
  show_note (self, note, FALSE);
  ins_scan_form_update_frame (self);
}

void
ins_scan_form_cancel_corner (InsScanForm *self)
{
  if (!self->has_corner)
    return;
  self->has_corner = FALSE;
  show_note (self, NULL, FALSE);
  ins_scan_form_update_frame (self);
  g_signal_emit_by_name (self, "frame-changed");
}

gboolean
ins_scan_form_get_frame (InsScanForm *self, InsScanGrid *grid)
{
  const InsPosition *position = get_position (self);
  g_autoptr (InsRecipe) shown = NULL;
  g_autoptr (InsRecipe) framed = NULL;

  if (!self->has_corner || position == NULL)
    return FALSE;
  shown = ins_scan_form_load_region (self, ins_session_get_recipe (self->session));
  framed = ins_recipe_new_for_corners (shown, &self->corner, position, NULL);
  if (framed == NULL || !ins_recipe_validate (framed, NULL))
    return FALSE;
  ins_recipe_get_grid (framed, grid);

  return TRUE;
}

void
ins_scan_form_show_recipes (InsScanForm *self)
{
  ins_recipe_button_popup (self->recipe_button);
}
