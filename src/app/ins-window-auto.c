/* ins-window-auto.c - gates found by looking at the echoes, shown before they are taken
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-gate-proposal.h"
#include "app/ins-session-gain.h"
#include "app/ins-window-private.h"
#include "core/ins-number.h"

#define TICK_MS 110 /* the live A-scan changes ten times a second */
#define MAX_TICKS 12
#define MAX_TRACES 8

struct _InsWindowAuto
{
  GtkWidget *bar, *take;
  GtkLabel *label;
  GArray *traces; /* of gint16, one after the other */
  guint n_traces, n_ticks;
  InsAscanFormat format;
  guint source;
  gboolean has_proposal;
  InsGateSet proposal;
};

/* ---- looking ------------------------------------------------------------------------------ */

/* Those that are shown; the same one again, as of a stored scan, is no other. */
static void
collect (InsWindow *self)
{
  struct _InsWindowAuto *look = self->autoset;
  int full_scale_counts = 0;
  InsTiming timing;
  guint n = 0;
  const gint16 *samples = ins_ascan_view_get_samples (self->ascan_view, &n, &timing,
                                                      &full_scale_counts);
  const InsAscanFormat format = { .type = INS_SAMPLE_INT16,
                                  .n_samples = n,
                                  .stride = n,
                                  .sample_rate_hz = timing.sample_rate_hz,
                                  .delay_s = timing.delay_s,
                                  .full_scale_counts = full_scale_counts };

  if (samples == NULL)
    return;
  if (n != look->format.n_samples || format.delay_s != look->format.delay_s ||
      format.sample_rate_hz != look->format.sample_rate_hz)
    {
      look->n_traces = 0;
      g_array_set_size (look->traces, 0);
    }
  look->format = format;
  if (look->n_traces > 0 && memcmp (&g_array_index (look->traces, gint16, (look->n_traces - 1) * n),
                                    samples, n * sizeof *samples) == 0)
    return;
  g_array_append_vals (look->traces, samples, n);
  look->n_traces++;
}

static void
show (InsWindow *self, const char *text, gboolean can_take)
{
  struct _InsWindowAuto *look = self->autoset;

  gtk_label_set_text (look->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (look->label), text);
  gtk_widget_set_visible (look->take, can_take);
  gtk_widget_set_visible (look->bar, TRUE);
}

static char *
dup_finding (const InsEchoes *echoes)
{
  g_autofree char *front = ins_number_format_typed (echoes->front.peak_s * 1e6, 2);
  g_autofree char *height = ins_number_format_typed (echoes->front.amplitude_percent, 0);
  g_autofree char *back = NULL, *back_height = NULL;

  if (!echoes->back.is_found)
    /* Translators: time and height of the surface's echo */
    return g_strdup_printf (_ ("Surface %s µs %s %%, no back wall"), front, height);
  back = ins_number_format_typed (echoes->back.peak_s * 1e6, 2);
  back_height = ins_number_format_typed (echoes->back.amplitude_percent, 0);

  /* Translators: time and height of the surface's echo and of the back wall's */
  return g_strdup_printf (_ ("Surface %s µs %s %%, back %s µs %s %%"), front, height, back,
                          back_height);
}

static void
propose (InsWindow *self)
{
  struct _InsWindowAuto *look = self->autoset;
  g_autoptr (InsRecipe) shown = ins_recipe_copy (ins_window_get_shown_recipe (self));
  const double period_s = 1.0 / shown->probe_frequency_hz;
  InsGate gates[INS_ECHO_MAX_GATES];
  g_autofree char *refusal = NULL, *text = NULL;
  InsEchoes echoes;
  guint n;

  if (look->n_traces == 0)
    {
      show (self, _ ("There is no A-scan to look at."), FALSE);
      return;
    }
  ins_echo_search ((const gint16 *)(const void *)look->traces->data, look->n_traces,
                   look->format.n_samples, &look->format, period_s, &echoes);
  n = ins_echoes_propose_gates (&echoes, &look->format, period_s, gates);
  if (n == 0)
    {
      show (self, _ ("No echo stands out of the noise. Put the probe over the part."), FALSE);
      return;
    }
  ins_gate_set_take (&look->proposal, shown);
  refusal = ins_gate_set_propose (&look->proposal, gates, n, &shown->timing);
  text = refusal != NULL ? g_strdup (refusal) : dup_finding (&echoes);
  look->has_proposal = refusal == NULL;
  show (self, text, look->has_proposal);
  if (!look->has_proposal)
    return;
  ins_gate_set_give (&look->proposal, shown);
  ins_window_give_gates (self, shown);
}

static gboolean
on_tick (gpointer data)
{
  InsWindow *self = data;
  struct _InsWindowAuto *look = self->autoset;

  collect (self);
  if (++look->n_ticks < MAX_TICKS && look->n_traces < MAX_TRACES)
    return G_SOURCE_CONTINUE;
  look->source = 0;
  propose (self);

  return G_SOURCE_REMOVE;
}

/* ---- taking ------------------------------------------------------------------------------- */

void
ins_window_drop_auto_gates (InsWindow *self)
{
  struct _InsWindowAuto *look = self->autoset;

  if (look == NULL)
    return;
  g_clear_handle_id (&look->source, g_source_remove);
  gtk_widget_set_visible (look->bar, FALSE);
  if (look->has_proposal)
    {
      look->has_proposal = FALSE;
      ins_window_give_gates (self, ins_window_get_shown_recipe (self));
    }
}

void
ins_window_keep_auto_gates (InsWindow *self)
{
  struct _InsWindowAuto *look = self->autoset;
  g_autoptr (InsRecipe) shown = NULL;

  if (look == NULL || !look->has_proposal)
    return;
  shown = ins_recipe_copy (ins_window_get_shown_recipe (self));
  ins_gate_set_give (&look->proposal, shown);
  ins_window_give_gates (self, shown);
}

static void
on_auto (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  struct _InsWindowAuto *look = self->autoset;

  if (ins_session_is_scanning (self->session))
    return;
  ins_window_drop_auto_gates (self);
  ins_window_show_ascan (self);
  look->n_traces = look->n_ticks = 0;
  g_array_set_size (look->traces, 0);
  show (self, _ ("Listening…"), FALSE);
  look->source = g_timeout_add (TICK_MS, on_tick, self);
}

/* One step of undo. */
static void
on_take (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  InsWindow *self = data;
  struct _InsWindowAuto *look = self->autoset;
  g_autofree InsGateSet *set = NULL;

  if (!look->has_proposal)
    return;
  set = g_memdup2 (&look->proposal, sizeof look->proposal);
  ins_window_drop_auto_gates (self);
  ins_window_change_gates (self, set);
}

static void
on_drop (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ins_window_drop_auto_gates (data);
}

/* ---- the gain over the A-scan ------------------------------------------------------------- */

void
ins_window_show_headroom (InsWindow *self, gboolean is_live)
{
  GtkWidget *sub = GTK_WIDGET (self->a_sub);
  InsHeadroom headroom;
  const gboolean known = is_live && ins_session_get_headroom (self->session, &headroom);
  const gboolean at_limit = known && headroom.n_at_limit > 0;
  g_autofree char *text = NULL, *peak = NULL, *whole = NULL;

  if (at_limit)
    gtk_widget_add_css_class (sub, "c-note");
  else
    gtk_widget_remove_css_class (sub, "c-note");
  if (!known)
    {
      gtk_widget_set_tooltip_text (sub, NULL);
      return;
    }
  peak = ins_number_format_typed (headroom.peak_percent, 0);
  text = at_limit ? g_strdup_printf (ngettext ("%u sample is at the card's limit. Lower the gain.",
                                               "%u samples are at the card's limit. Lower the "
                                               "gain.",
                                               headroom.n_at_limit),
                                     headroom.n_at_limit)
                  : g_strdup_printf (_ ("The largest echo has %s %% of the card's range."), peak);
  whole = g_strconcat (gtk_label_get_text (self->a_sub), "\n", text,
                       NULL); /* it may be shortened */
  gtk_widget_set_tooltip_text (sub, whole);
}

/* ---- made --------------------------------------------------------------------------------- */

static GtkWidget *
make_button (const char *label, const char *action, const char *words)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "mini");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, words);

  return button;
}

static GtkWidget *
make_bar (struct _InsWindowAuto *look)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  look->label = GTK_LABEL (label);
  gtk_label_set_ellipsize (look->label, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (look->label, 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "small");
  gtk_widget_add_css_class (label, "tn");
  gtk_widget_add_css_class (bar, "vhead");
  gtk_widget_set_visible (bar, FALSE);
  look->take = make_button (_ ("Take"), "win.auto-gates-take",
                            _ ("Take these gates; Ctrl+Z takes them back"));
  gtk_box_append (GTK_BOX (bar), label);
  gtk_box_append (GTK_BOX (bar), look->take);
  gtk_box_append (GTK_BOX (bar), make_button (_ ("Close"), "win.auto-gates-drop",
                                              _ ("Leave the gates as they were")));

  return bar;
}

void
ins_window_add_auto_gates (InsWindow *self)
{
  static const GActionEntry entries[] = {
    { "auto-gates", on_auto, NULL, NULL, NULL, { 0 } },
    { "auto-gates-take", on_take, NULL, NULL, NULL, { 0 } },
    { "auto-gates-drop", on_drop, NULL, NULL, NULL, { 0 } },
  };
  GtkWidget *header = gtk_widget_get_parent (self->live_button);

  self->autoset = g_new0 (struct _InsWindowAuto, 1);
  self->autoset->traces = g_array_new (FALSE, FALSE, sizeof (gint16));
  self->autoset->bar = make_bar (self->autoset);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gtk_box_insert_child_after (
      GTK_BOX (header),
      make_button (_ ("Auto"), "win.auto-gates",
                   _ ("Find the surface and the back wall, and put gates on them (A)")),
      GTK_WIDGET (self->a_value));
  gtk_box_insert_child_after (GTK_BOX (self->a_box), self->autoset->bar, self->gates_bar);
}

void
ins_window_clear_auto_gates (InsWindow *self)
{
  if (self->autoset == NULL)
    return;
  g_clear_handle_id (&self->autoset->source, g_source_remove);
  g_array_unref (self->autoset->traces);
  g_clear_pointer (&self->autoset, g_free);
}
