/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <string.h>

#include "app/ins-session-private.h"
#include "core/ins-uri.h"

/* Threads: the engine's workers only set the mailbox's flag and queue one source; everything else
 * in here belongs to the main thread. */

#define CHANGED_INTERVAL_US 50000 /* "changed" at most 20 times a second */
#define FOLDER_INTERVAL_S 4

enum
{
  CHANGED,
  RECIPE_CHANGED,
  PICTURE_CHANGED,
  MESSAGE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InsSession, ins_session, G_TYPE_OBJECT)

/* Between worker and main thread. Outlives the session as long as a source is queued. */
struct _InsSessionMailbox
{
  atomic_bool pending; /* atomic: a source is queued and has not looked yet */
  InsSession *session; /* main thread; NULL once the session is gone */
  gint64 looked_at_us; /* main thread */
};

static void
mailbox_unref (gpointer data)
{
  g_atomic_rc_box_release (data);
}

static gboolean on_mailbox (gpointer data);

/* Any thread. */
static void
mailbox_queue (InsSessionMailbox *mailbox, guint delay_ms)
{
  g_autoptr (GSource) source = delay_ms > 0 ? g_timeout_source_new (delay_ms)
                                            : g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (source, on_mailbox, g_atomic_rc_box_acquire (mailbox), mailbox_unref);
  g_source_attach (source, NULL);
}

/* On a worker of the engine. */
static void
on_engine_notify (gpointer data)
{
  InsSessionMailbox *mailbox = data;

  if (!atomic_exchange (&mailbox->pending, TRUE))
    mailbox_queue (mailbox, 0);
}

void
ins_session_emit_message (InsSession *self, gboolean is_error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_signal_emit (self, signals[MESSAGE], 0, text, is_error);
}

void
ins_session_emit_picture_changed (InsSession *self)
{
  g_signal_emit (self, signals[PICTURE_CHANGED], 0);
}

void
ins_session_emit_recipe_changed (InsSession *self)
{
  g_signal_emit (self, signals[RECIPE_CHANGED], 0);
}

void
ins_session_emit_changed (InsSession *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
look (InsSession *self)
{
  g_object_ref (self);
  ins_engine_get_snapshot (self->engine, &self->snapshot);
  ins_session_follow_scan (self);
  ins_session_follow_regate (self);
  ins_session_follow_gain (self);
  if (!ins_session_is_scanning (self))
    ins_session_refresh_plan (self, FALSE);
  ins_session_emit_changed (self);
  g_object_unref (self);
}

static gboolean
on_mailbox (gpointer data)
{
  InsSessionMailbox *mailbox = data;
  gint64 now_us = g_get_monotonic_time ();
  gint64 wait_us = mailbox->looked_at_us + CHANGED_INTERVAL_US - now_us;

  if (mailbox->session == NULL || mailbox->session->engine == NULL)
    return G_SOURCE_REMOVE;
  if (wait_us > 0)
    {
      mailbox_queue (mailbox, (guint)(wait_us / 1000 + 1));
      return G_SOURCE_REMOVE;
    }
  /* The flag first: what changes from here on queues a new look. */
  atomic_store (&mailbox->pending, FALSE);
  mailbox->looked_at_us = now_us;
  look (mailbox->session);

  return G_SOURCE_REMOVE;
}

static gboolean
on_folder_interval (gpointer data)
{
  ins_session_look_at_folder (data);

  return G_SOURCE_CONTINUE;
}

InsSession *
ins_session_new (void)
{
  return g_object_new (INS_TYPE_SESSION, NULL);
}

static void
clear_engine (InsSession *self)
{
  if (self->engine != NULL)
    {
      ins_engine_stop (self->engine);
      ins_session_end_calibration (self);
      g_clear_pointer (&self->engine, ins_engine_free);
    }
  /* After the workers are gone: the sink was theirs. */
  ins_session_clear_scan (self);
  if (self->mailbox != NULL)
    {
      self->mailbox->session = NULL;
      g_clear_pointer (&self->mailbox, g_atomic_rc_box_release);
    }
  g_clear_pointer (&self->rig, ins_rig_unref);
  memset (&self->snapshot, 0, sizeof self->snapshot);
}

void
ins_session_set_rig (InsSession *self, InsRig *rig)
{
  g_return_if_fail (INS_IS_SESSION (self));

  clear_engine (self);
  if (rig != NULL)
    {
      self->rig = ins_rig_ref (rig);
      self->mailbox = g_atomic_rc_box_new0 (InsSessionMailbox);
      self->mailbox->session = self;
      self->engine = ins_engine_new (rig);
      ins_engine_ask_realtime (self->engine);
      ins_engine_set_notify (self->engine, on_engine_notify, self->mailbox);
      ins_engine_set_timing (self->engine, &self->recipe->timing);
      ins_engine_connect (self->engine);
      ins_engine_get_snapshot (self->engine, &self->snapshot);
    }
  ins_session_refresh_plan (self, TRUE);
  ins_session_emit_changed (self);
}

InsEngine *
ins_session_get_engine (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return self->engine;
}

const InsSnapshot *
ins_session_get_snapshot (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), NULL);

  return &self->snapshot;
}

static gboolean
is_simulated_uri (const char *text)
{
  g_autoptr (InsUri) uri = ins_uri_parse (text, NULL);

  return uri != NULL && strcmp (uri->scheme, "sim") == 0;
}

gboolean
ins_session_is_simulated (InsSession *self)
{
  g_return_val_if_fail (INS_IS_SESSION (self), FALSE);

  /* The addresses say so before anything is open. */
  if (self->rig == NULL)
    return FALSE;
  return self->snapshot.stage_info.is_simulated || self->snapshot.digitizer_info.is_simulated ||
         is_simulated_uri (self->rig->stage_uri) || is_simulated_uri (self->rig->digitizer_uri);
}

static void
ins_session_dispose (GObject *object)
{
  InsSession *self = INS_SESSION (object);

  ins_session_clear_folder (self);
  ins_session_clear_files (self);
  clear_engine (self);

  G_OBJECT_CLASS (ins_session_parent_class)->dispose (object);
}

static void
ins_session_finalize (GObject *object)
{
  InsSession *self = INS_SESSION (object);

  g_clear_pointer (&self->recipe, ins_recipe_free);
  g_clear_pointer (&self->planned, ins_scan_job_free);
  g_clear_error (&self->recipe_error);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->form_error, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->file_pattern, g_free);
  g_clear_pointer (&self->path, g_free);
  ins_condition_clear (&self->calibration_ended);
  ins_lock_clear (&self->calibration_lock);
  ins_session_clear_rig_file (self);

  G_OBJECT_CLASS (ins_session_parent_class)->finalize (object);
}

static void
ins_session_class_init (InsSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ins_session_dispose;
  object_class->finalize = ins_session_finalize;

  signals[CHANGED] = g_signal_new ("changed", INS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[RECIPE_CHANGED] = g_signal_new ("recipe-changed", INS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PICTURE_CHANGED] = g_signal_new ("picture-changed", INS_TYPE_SESSION, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("picture-regated", INS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  signals[MESSAGE] = g_signal_new ("message", INS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
ins_session_init (InsSession *self)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  ins_lock_init (&self->calibration_lock);
  ins_condition_init (&self->calibration_ended);
  self->recipe = ins_recipe_new ();
  self->checks = g_ptr_array_new ();
  self->n_free_bytes = -1;
  self->folder = g_build_filename (documents != NULL ? documents : g_get_home_dir (), "Insonify",
                                   NULL);
  self->folder_source = g_timeout_add_seconds (FOLDER_INTERVAL_S, on_folder_interval, self);
  ins_session_refresh_plan (self, FALSE);
  ins_session_look_at_folder (self);
}
