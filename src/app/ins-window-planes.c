/* ins-window-planes.c - which planes the picture can show, their words, and the alarms
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-window-private.h"
#include "core/ins-number.h"

#define US_PER_S 1e6

/* ---- which there are ----------------------------------------------------------------------- */

typedef struct
{
  InsPlaneKind kind;
  guint index; /* of the gate or derived plane */
} Choice;

/* Of every gate amplitude and time; derived planes; alarms; the maps; states. */
static GArray *
list_choices (const InsRecipe *recipe)
{
  GArray *choices = g_array_new (FALSE, FALSE, sizeof (Choice));

#define ADD(...) g_array_append_vals (choices, &(Choice){ __VA_ARGS__ }, 1)
  for (guint i = 0; i < recipe->n_gates; i++)
    {
      ADD (INS_PLANE_AMPLITUDE, i);
      ADD (INS_PLANE_TOF, i);
    }
  for (guint i = 0; i < recipe->n_planes; i++)
    ADD (INS_PLANE_DERIVED, i);
  if (recipe->n_alarms > 0)
    ADD (INS_PLANE_ALARMS, 0);
  ADD (INS_PLANE_REGISTRATION, 0);
  ADD (INS_PLANE_PULSES, 0);
  for (guint i = 0; i < recipe->n_gates; i++)
    ADD (INS_PLANE_STATUS, i);
#undef ADD

  return choices;
}

static char *
dup_name (const InsRecipe *recipe, const Choice *choice)
{
  switch (choice->kind)
    {
    case INS_PLANE_AMPLITUDE:
      return g_strdup_printf (_ ("Gate %s  amplitude"), recipe->gates[choice->index].name);
    case INS_PLANE_TOF:
      return g_strdup_printf (_ ("Gate %s  time"), recipe->gates[choice->index].name);
    case INS_PLANE_DERIVED:
      return g_strdup (recipe->planes[choice->index].name);
    case INS_PLANE_ALARMS:
      return g_strdup (_ ("Alarms"));
    case INS_PLANE_REGISTRATION:
      /* Translators: how well each pixel's place is known */
      return g_strdup (_ ("Registration (µm)"));
    case INS_PLANE_PULSES:
      return g_strdup (_ ("Pulses per pixel"));
    case INS_PLANE_STATUS:
    default:
      /* Translators: no echo, no interface, saturated */
      return g_strdup_printf (_ ("Gate %s  state"), recipe->gates[choice->index].name);
    }
}

guint
ins_window_get_plane_index (InsWindow *self)
{
  return self->kind == INS_PLANE_DERIVED  ? self->derived
         : self->kind == INS_PLANE_ALARMS ? 0
                                          : self->gate;
}

static guint
find_choice (InsWindow *self, const GArray *choices)
{
  for (guint i = 0; i < choices->len; i++)
    {
      const Choice *choice = &g_array_index (choices, Choice, i);

      if (choice->kind == self->kind &&
          (ins_plane_is_map (choice->kind) || choice->index == ins_window_get_plane_index (self)))
        return i;
    }

  return 0;
}

static gboolean
is_same_list (GListModel *old, GtkStringList *list)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

  if (old == NULL || g_list_model_get_n_items (old) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (gtk_string_list_get_string (GTK_STRING_LIST (old), i),
                   gtk_string_list_get_string (list, i)) != 0)
      return FALSE;

  return TRUE;
}

void
ins_window_fill_planes (InsWindow *self, const InsRecipe *recipe)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  g_autoptr (GArray) choices = list_choices (recipe);
  guint selected;

  for (guint i = 0; i < choices->len; i++)
    gtk_string_list_take (list, dup_name (recipe, &g_array_index (choices, Choice, i)));
  if (self->gate >= recipe->n_gates ||
      (self->kind == INS_PLANE_DERIVED && self->derived >= recipe->n_planes) ||
      (self->kind == INS_PLANE_ALARMS && recipe->n_alarms == 0))
    {
      self->gate = self->gate < recipe->n_gates ? self->gate : 0;
      self->kind = INS_PLANE_AMPLITUDE;
    }
  selected = find_choice (self, choices);
  self->setting_planes = TRUE;
  if (!is_same_list (gtk_drop_down_get_model (self->plane_drop_down), list))
    gtk_drop_down_set_model (self->plane_drop_down, G_LIST_MODEL (list));
  if (gtk_drop_down_get_selected (self->plane_drop_down) != selected)
    gtk_drop_down_set_selected (self->plane_drop_down, selected);
  self->setting_planes = FALSE;
}

gboolean
ins_window_take_plane (InsWindow *self, guint selected)
{
  g_autoptr (GArray) choices = list_choices (ins_window_get_shown_recipe (self));
  const Choice *choice;

  if (selected >= choices->len)
    return FALSE;
  choice = &g_array_index (choices, Choice, selected);
  self->kind = choice->kind;
  if (choice->kind == INS_PLANE_DERIVED)
    self->derived = choice->index;
  else if (choice->kind == INS_PLANE_AMPLITUDE || choice->kind == INS_PLANE_TOF ||
           choice->kind == INS_PLANE_STATUS)
    {
      self->gate = choice->index; /* else the plots stay with their gate */
      ins_ascan_view_select (self->ascan_view, self->gate);
    }

  return TRUE;
}

/* ---- words --------------------------------------------------------------------------------- */

static const char *
get_unit (const InsRecipe *recipe, guint derived)
{
  switch (ins_derived_get_unit (recipe->planes[derived].kind))
    {
    case INS_UNIT_PERCENT:
      return _ (/* xgettext:no-c-format */ "% full scale");
    case INS_UNIT_S:
      return _ ("time, µs");
    case INS_UNIT_DB:
      return _ ("dB");
    case INS_UNIT_MM:
      return _ ("mm");
    case INS_UNIT_NONE:
    default:
      return recipe->planes[derived].kind == INS_DERIVED_ECHOES ? _ ("echoes") : _ ("0, 1, 2");
    }
}

void
ins_window_show_plane_title (InsWindow *self)
{
  const InsRecipe *recipe = ins_window_get_shown_recipe (self);
  g_autofree char *title = NULL;

  switch (self->kind)
    {
    case INS_PLANE_REGISTRATION:
      ins_colour_bar_set_title (self->colour_bar, _ ("Registration"), _ ("± µm (2 σ)"));
      return;
    case INS_PLANE_PULSES:
      ins_colour_bar_set_title (self->colour_bar, _ ("Pulses"), _ ("per pixel"));
      return;
    case INS_PLANE_DERIVED:
      ins_colour_bar_set_title (self->colour_bar, recipe->planes[self->derived].name,
                                get_unit (recipe, self->derived));
      return;
    case INS_PLANE_ALARMS:
      ins_colour_bar_set_title (self->colour_bar, _ ("Alarms"), _ ("0: none"));
      return;
    case INS_PLANE_STATUS:
    case INS_PLANE_AMPLITUDE:
    case INS_PLANE_TOF:
    default:
      title = g_strdup_printf (_ ("Gate %s"), recipe->gates[self->gate].name);
      ins_colour_bar_set_title (self->colour_bar, title,
                                self->kind == INS_PLANE_TOF      ? _ ("time, µs")
                                : self->kind == INS_PLANE_STATUS ? _ ("state")
                                                                 : _ (/* xgettext:no-c-format */
                                                                      "% full scale"));
    }
}

static char *
dup_state (guint bits)
{
  if ((bits & INS_STATUS_NO_SYNCHRO) != 0)
    return g_strdup (_ ("no interface"));
  if ((bits & INS_STATUS_NO_ECHO) != 0)
    return g_strdup (_ ("no echo"));

  return g_strdup ((bits & INS_STATUS_SATURATED) != 0 ? _ ("saturated") : _ ("echo"));
}

/* The names of the alarms, or that there is none. */
static char *
dup_alarms (const InsRecipe *recipe, guint bits)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < recipe->n_alarms; i++)
    if ((bits & (1u << i)) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", recipe->alarms[i].name);

  return text->len > 0 ? g_strdup_printf (_ ("alarm: %s"), text->str) : g_strdup (_ ("no alarm"));
}

static char *
dup_derived (const InsDerived *plane, double value)
{
  static const char *const phases[] = { N_ ("sound"), N_ ("inverted"), N_ ("clearly inverted") };
  g_autofree char *number = NULL;

  if (plane->kind == INS_DERIVED_PHASE)
    return g_strdup (_ (phases[(guint)CLAMP (rint (value), 0, 2)]));
  if (plane->kind == INS_DERIVED_ECHOES)
    return g_strdup_printf (ngettext ("%u echo", "%u echoes", (gulong)rint (value)),
                            (guint)rint (value));
  number = ins_number_format_typed (value,
                                    ins_derived_get_unit (plane->kind) == INS_UNIT_MM ? 2 : 1);
  switch (ins_derived_get_unit (plane->kind))
    {
    case INS_UNIT_DB:
      return g_strdup_printf (_ ("%s dB"), number);
    case INS_UNIT_MM:
      return g_strdup_printf (_ ("%s mm"), number);
    case INS_UNIT_NONE:
    case INS_UNIT_PERCENT:
    case INS_UNIT_S:
    default:
      return g_strdup_printf (_ ("%s %%"), number);
    }
}

char *
ins_window_dup_plane_value (InsWindow *self, double value)
{
  const InsRecipe *recipe = ins_window_get_shown_recipe (self);
  g_autofree char *number = NULL;

  switch (self->kind)
    {
    case INS_PLANE_REGISTRATION:
      number = ins_number_format_typed (value, 1);
      return g_strdup_printf (_ ("±%s µm"), number);
    case INS_PLANE_PULSES:
      return g_strdup_printf (ngettext ("%u pulse", "%u pulses", (gulong)rint (value)),
                              (guint)rint (value));
    case INS_PLANE_TOF:
      number = ins_number_format_typed (value * US_PER_S, 2);
      return g_strdup_printf (_ ("%s µs"), number);
    case INS_PLANE_STATUS:
      return dup_state ((guint)rint (value));
    case INS_PLANE_ALARMS:
      return dup_alarms (recipe, (guint)rint (value));
    case INS_PLANE_DERIVED:
      return dup_derived (&recipe->planes[self->derived], value);
    case INS_PLANE_AMPLITUDE:
    default:
      number = ins_number_format_typed (value, 0);
      return g_strdup_printf (_ ("%s %%"), number);
    }
}

/* ---- alarms -------------------------------------------------------------------------------- */

static void
count_row (guint row, const float *values, const guint8 *holes, const guint8 *status, gpointer data)
{
  InsWindow *self = data;
  guint n_columns = ins_cscan_get_grid (self->alarm_cscan)->n_columns, n = 0;

  for (guint i = 0; i < n_columns; i++)
    n += values[i] > 0 ? 1 : 0; /* INS_NO_DATA is below */
  self->n_alarm_px += n - self->row_alarms[row];
  self->row_alarms[row] = n;
}

void
ins_window_update_alarms (InsWindow *self)
{
  InsCscan *cscan = self->show_plan ? NULL : ins_session_get_cscan (self->session);
  gboolean has_alarms = cscan != NULL && ins_cscan_get_n_alarms (cscan) > 0;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->stat_alarms, has_alarms);
  if (cscan != self->alarm_cscan)
    {
      g_clear_pointer (&self->alarm_cscan, ins_cscan_unref);
      g_clear_pointer (&self->row_alarms, g_free);
      self->n_alarm_px = 0;
      self->alarm_generation = 0;
      if (has_alarms)
        {
          self->alarm_cscan = ins_cscan_ref (cscan);
          self->row_alarms = g_new0 (guint, ins_cscan_get_grid (cscan)->n_rows);
        }
    }
  if (!has_alarms)
    return;
  self->alarm_generation = ins_cscan_collect (cscan, 0, INS_PLANE_ALARMS, self->alarm_generation,
                                              count_row, self);
  text = g_strdup_printf (_ ("Alarms: %u px"), self->n_alarm_px);
  if (g_strcmp0 (gtk_label_get_text (self->stat_alarms_label), text) != 0)
    gtk_label_set_text (self->stat_alarms_label, text);
  if (self->n_alarm_px > 0)
    gtk_widget_add_css_class (self->stat_alarms, "warn");
  else
    gtk_widget_remove_css_class (self->stat_alarms, "warn");
}

void
ins_window_clear_alarms (InsWindow *self)
{
  g_clear_pointer (&self->alarm_cscan, ins_cscan_unref);
  g_clear_pointer (&self->row_alarms, g_free);
}
