/* ins-rig-assistant-finish.c - the live A-scan, then the name, and the rig is saved
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/ins-rig-assistant-private.h"
#include "devices/ins-rig-folder.h"

#define LIVE_INTERVAL_MS 100

/* ---- what the card hears ------------------------------------------------------------------- */

static void
set_sub (InsRigAssistant *self, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (self->ascan_sub), text) != 0)
    gtk_label_set_text (self->ascan_sub, text);
}

static guint
take_newest (InsRigAssistant *self, InsTiming *timing)
{
  InsEngine *engine = ins_session_get_engine (self->session);
  const guint capacity = MAX (ins_session_get_recipe (self->session)->timing.n_samples * 2, 1024);

  if (capacity > self->capacity)
    {
      self->samples = g_renew (gint16, self->samples, capacity);
      self->capacity = capacity;
    }
  if (engine == NULL ||
      ins_session_get_snapshot (self->session)->digitizer_link != INS_LINK_READY ||
      ins_session_get_snapshot (self->session)->digitizer_info.mode == INS_ACQUIRE_GATED)
    return 0;

  return ins_engine_copy_ascan (engine, self->samples, self->capacity, timing);
}

static gboolean
on_live (gpointer data)
{
  InsRigAssistant *self = data;
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  InsTiming timing;
  const guint n_samples = take_newest (self, &timing);

  ins_ascan_view_set_samples (self->ascan_view, n_samples > 0 ? self->samples : NULL, n_samples,
                              n_samples > 0 ? &timing : NULL,
                              snapshot->digitizer_info.full_scale_counts);
  set_sub (self, snapshot->digitizer_link != INS_LINK_READY ? _ ("the card is not connected")
                 : snapshot->digitizer_info.mode == INS_ACQUIRE_GATED
                     ? _ ("this card records gate values, no A-scans")
                 : snapshot->pulse_missing || n_samples == 0 ? _ ("no pulse arrives")
                                                             : _ ("live"));

  return G_SOURCE_CONTINUE;
}

void
ins_rig_assistant_stop_live (InsRigAssistant *self)
{
  g_clear_handle_id (&self->live_source, g_source_remove);
}

static void
on_ascan_map (InsRigAssistant *self)
{
  if (self->live_source == 0 && self->session != NULL)
    self->live_source = g_timeout_add (LIVE_INTERVAL_MS, on_live, self);
}

static void
on_ascan_unmap (InsRigAssistant *self)
{
  ins_rig_assistant_stop_live (self);
}

/* ---- name and save ------------------------------------------------------------------------- */

static void
say_name (InsRigAssistant *self, const char *sentence)
{
  gtk_label_set_text (self->name_error, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->name_error), sentence != NULL);
}

static void
on_name_changed (InsRigAssistant *self)
{
  if (self->updating)
    return;
  g_free (self->draft.name);
  self->draft.name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_entry)));
  say_name (self, NULL);
  ins_rig_assistant_update (self);
}

static void
propose_name (InsRigAssistant *self)
{
  g_autofree char *folder = ins_rig_folder_dup_usual ();

  if (self->draft.name == NULL || self->draft.name[0] == '\0')
    {
      g_free (self->draft.name);
      self->draft.name = ins_rig_folder_free_name (folder, _ ("Tank"));
    }
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->name_entry)), self->draft.name) == 0)
    return;
  self->updating = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->name_entry), self->draft.name);
  self->updating = FALSE;
}

/* What the rig will be, and what is missing. */
static char *
dup_summary (InsRigAssistant *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const InsRig *rig = ins_session_get_rig (self->session);
  g_autofree char *ways = ins_rig_assistant_dup_ways (self);
  g_autofree char *limits = ins_rig_assistant_dup_limits (self);
  const gboolean stage = snapshot->stage_link == INS_LINK_READY;
  const gboolean card = snapshot->digitizer_link == INS_LINK_READY;

  return g_strdup_printf (_ ("Stage: %s, at %s\nCard: %s, at %s\nDirections: %s\nLimits in mm: %s"),
                          stage ? snapshot->stage_info.name : _ ("does not answer"), rig->stage_uri,
                          card ? snapshot->digitizer_info.name : _ ("does not answer"),
                          rig->digitizer_uri, ways, limits);
}

void
ins_rig_assistant_show_save (InsRigAssistant *self)
{
  g_autofree char *summary = dup_summary (self);
  const gboolean typing = (gtk_widget_get_state_flags (GTK_WIDGET (self->name_entry)) &
                           GTK_STATE_FLAG_FOCUS_WITHIN) != 0;

  if (!typing && (self->draft.name == NULL || self->draft.name[0] == '\0' ||
                  gtk_entry_get_text_length (self->name_entry) == 0))
    propose_name (self);
  if (g_strcmp0 (gtk_label_get_text (self->summary), summary) != 0)
    gtk_label_set_text (self->summary, summary);
}

char *
ins_rig_assistant_save (InsRigAssistant *self)
{
  g_autofree char *folder = ins_rig_folder_dup_usual ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  char *path;

  if (!ins_rig_assistant_check_travel (self))
    {
      say_name (self, gtk_label_get_text (self->limits_error));
      return NULL;
    }
  ins_rig_assistant_keep_draft (self); /* with the session's addresses */
  text = ins_rig_draft_to_rig_text (&self->draft, ins_rig_assistant_get_n_axes (self));
  path = ins_rig_folder_write (folder, self->draft.name != NULL ? self->draft.name : "", text,
                               &error);
  say_name (self, error != NULL ? error->message : NULL);

  return path;
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, InsRigAssistant, name)
#define CALL(name) gtk_widget_class_bind_template_callback (widget_class, name)

void
ins_rig_assistant_bind_finish (GtkWidgetClass *widget_class)
{
  BIND (ascan_view);
  BIND (ascan_sub);
  BIND (name_entry);
  BIND (name_error);
  BIND (summary);
  CALL (on_name_changed);
}

void
ins_rig_assistant_start_finish (InsRigAssistant *self)
{
  ins_ascan_view_set_editable (self->ascan_view, FALSE);
  g_signal_connect_swapped (self->ascan_view, "map", G_CALLBACK (on_ascan_map), self);
  g_signal_connect_swapped (self->ascan_view, "unmap", G_CALLBACK (on_ascan_unmap), self);
}
