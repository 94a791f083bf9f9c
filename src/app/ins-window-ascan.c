/* ins-window-ascan.c - what stands over the A-scan: the reading of a gate, and how it is shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-settings.h"
#include "app/ins-window-private.h"
#include "core/ins-number.h"

/* ---- the reading ------------------------------------------------------------------------- */

/* "29.97 us   4.4 mm", or why there is no time. */
static char *
dup_time (InsWindow *self, const InsRecipe *recipe, const InsGateResult *result)
{
  const double depth_mm = ins_ascan_view_get_depth_mm (self->ascan_view, (double)result->tof_s,
                                                       recipe->velocity_m_s);
  g_autofree char *time = NULL, *depth = NULL;

  if ((result->status & INS_STATUS_NO_SYNCHRO) != 0)
    return g_strdup (_ ("no interface"));
  if ((result->status & INS_STATUS_NO_ECHO) != 0)
    return g_strdup (_ ("below gate"));
  if (!isfinite (result->tof_s))
    return g_strdup (_ ("no time"));
  time = ins_number_format_typed ((double)result->tof_s * 1e6, 2);
  if (!isfinite (depth_mm))
    return g_strdup_printf (_ ("%s µs"), time);
  depth = ins_number_format_typed (depth_mm, 2);

  /* Translators: time of flight and depth of an echo */
  return g_strdup_printf (_ ("%s µs   %s mm"), time, depth);
}

/* "F 94 %   29.97 us   4.4 mm" of the gate that was chosen in the A-scan. */
void
ins_window_update_reading (InsWindow *self)
{
  const InsRecipe *recipe = ins_window_get_shown_recipe (self);
  guint gate = ins_ascan_view_get_selected (self->ascan_view);
  InsGateResult result;
  g_autofree char *amplitude = NULL, *time = NULL, *text = NULL;

  if (gate >= recipe->n_gates || !ins_ascan_view_get_result (self->ascan_view, gate, &result))
    {
      gtk_label_set_text (self->a_value, "");
      return;
    }
  time = dup_time (self, recipe, &result);
  if (!isfinite (result.amplitude_percent))
    text = g_strdup_printf ("%s   %s", recipe->gates[gate].name, time);
  else
    {
      amplitude = ins_number_format_typed ((double)result.amplitude_percent, 0);
      /* Translators: gate, amplitude, what is known of the time */
      text = g_strdup_printf ((result.status & INS_STATUS_SATURATED) != 0
                                  ? _ ("%s %s %% saturated   %s")
                                  : _ ("%s %s %%   %s"),
                              recipe->gates[gate].name, amplitude, time);
    }
  gtk_label_set_text (self->a_value, text);
}

static void
on_gate_selected (InsAscanView *view, InsWindow *self)
{
  ins_window_update_reading (self);
}

/* ---- how it is shown --------------------------------------------------------------------- */

static gboolean
is_on (InsWindow *self, const char *action)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), action);

  return g_variant_get_boolean (state);
}

gboolean
ins_window_is_ascan_frozen (InsWindow *self)
{
  return is_on (self, "ascan-freeze");
}

void
ins_window_update_velocity (InsWindow *self)
{
  ins_ascan_view_set_velocity (
      self->ascan_view,
      is_on (self, "ascan-depth") ? ins_window_get_shown_recipe (self)->velocity_m_s : (double)NAN);
}

void
ins_window_give_gates (InsWindow *self, const InsRecipe *recipe)
{
  InsConditioning conditioning;

  ins_recipe_get_conditioning (recipe, &conditioning);
  ins_ascan_view_set_signal (self->ascan_view, recipe->signal);
  ins_ascan_view_set_conditioning (self->ascan_view,
                                   ins_recipe_is_unconditioned (recipe) ? NULL : &conditioning);
  ins_ascan_view_set_gates (self->ascan_view, recipe->gates, recipe->n_gates);
  ins_bscan_view_set_conditioning (self->bscan_view,
                                   ins_recipe_is_unconditioned (recipe) ? NULL : &conditioning);
  ins_bscan_view_set_gates (self->bscan_view, recipe->gates, recipe->n_gates);
  ins_window_update_velocity (self);
}

static void
on_depth (GSimpleAction *action, GVariant *state, gpointer data)
{
  InsWindow *self = data;
  GSettings *settings = ins_settings_get ();

  g_simple_action_set_state (action, state);
  if (self->session != NULL)
    ins_window_update_velocity (self);
  if (settings != NULL)
    g_settings_set_boolean (settings, "ascan-depth", g_variant_get_boolean (state));
}

static void
on_freeze (GSimpleAction *action, GVariant *state, gpointer data)
{
  g_simple_action_set_state (action, state);
}

static void
on_reference (GSimpleAction *action, GVariant *state, gpointer data)
{
  g_simple_action_set_state (action, state);
  ins_ascan_view_keep_reference (INS_WINDOW (data)->ascan_view, g_variant_get_boolean (state));
}

static void
on_peak_hold (GSimpleAction *action, GVariant *state, gpointer data)
{
  g_simple_action_set_state (action, state);
  ins_ascan_view_set_peak_hold (INS_WINDOW (data)->ascan_view, g_variant_get_boolean (state));
}

static void
on_whole (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_ascan_view_set_range (INS_WINDOW (data)->ascan_view, 0, 0);
}

static void
on_threshold (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_ascan_view_nudge_threshold (INS_WINDOW (data)->ascan_view, g_variant_get_int32 (parameter));
}

void
ins_window_add_ascan_actions (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "ascan-depth", NULL, NULL, "false", on_depth, { 0 } },
    { "ascan-freeze", NULL, NULL, "false", on_freeze, { 0 } },
    { "ascan-reference", NULL, NULL, "false", on_reference, { 0 } },
    { "ascan-peak-hold", NULL, NULL, "false", on_peak_hold, { 0 } },
    { "ascan-whole", on_whole, NULL, NULL, NULL, { 0 } },
    { "gate-threshold", on_threshold, "i", NULL, NULL, { 0 } },
  };
  GSettings *settings = ins_settings_get ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  if (settings != NULL)
    g_action_group_change_action_state (
        G_ACTION_GROUP (self), "ascan-depth",
        g_variant_new_boolean (g_settings_get_boolean (settings, "ascan-depth")));
  g_signal_connect_object (self->ascan_view, "gate-selected", G_CALLBACK (on_gate_selected), self,
                           0);
}
