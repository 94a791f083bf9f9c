/* ins-window-notice.c - how the window tells the desktop of a scan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/ins-settings.h"
#include "app/ins-window-private.h"

#define NOTIFICATION "scan"
#define SERVICE "org.freedesktop.Notifications"
#define SERVICE_MS 5000 /* to show its first one a desktop may have to begin with it */

static guint
inhibit (gpointer data, const char *reason)
{
  InsWindow *self = data;
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (application == NULL)
    return 0;

  return gtk_application_inhibit (application, GTK_WINDOW (self),
                                  GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND,
                                  reason);
}

/* The window may have left its application by now. */
static GApplication *
get_application (InsWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return application != NULL ? G_APPLICATION (application) : g_application_get_default ();
}

static void
uninhibit (gpointer data, guint cookie)
{
  GApplication *application = get_application (data);

  if (application != NULL)
    gtk_application_uninhibit (GTK_APPLICATION (application), cookie);
}

/* ---- the notification ---------------------------------------------------------------------- */

/* GLib warns of a desktop that shows none, so that is asked first. */
typedef struct
{
  GApplication *application;
  GNotification *notification;
  GCancellable *asks;
  gboolean is_begun; /* the service was not there, and is to be */
} Message;

static void on_answer (GObject *source, GAsyncResult *result, gpointer data);

static void
message_free (Message *message)
{
  g_object_unref (message->application);
  g_object_unref (message->notification);
  g_clear_object (&message->asks);
  g_free (message);
}

static void
call_bus (GDBusConnection *bus, const char *method, GVariant *arguments, Message *message)
{
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", method, arguments, NULL, G_DBUS_CALL_FLAGS_NONE,
                          SERVICE_MS, message->asks, on_answer, message);
}

/* One that runs need not be one that can be begun with, and the other way round. */
static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  GDBusConnection *bus = G_DBUS_CONNECTION (source);
  Message *message = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (bus, result, &error);

  if (answer == NULL && !message->is_begun &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      message->is_begun = TRUE;
      call_bus (bus, "StartServiceByName", g_variant_new ("(su)", SERVICE, 0), message);
      return;
    }
  if (answer != NULL)
    g_application_send_notification (message->application, NOTIFICATION, message->notification);
  else
    g_debug ("no notification: %s", error->message);
  message_free (message);
}

/* In a sandbox the portal shows them, and the name is out of sight. */
static gboolean
is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

static void
notify (gpointer data, const char *title, const char *body, gboolean is_urgent)
{
  InsWindow *self = data;
  GApplication *application = get_application (self);
  GDBusConnection *bus = application != NULL ? g_application_get_dbus_connection (application)
                                             : NULL;
  Message *message;

  if (bus == NULL)
    return;
  message = g_new0 (Message, 1);
  message->application = g_object_ref (application);
  message->notification = g_notification_new (title);
  g_notification_set_body (message->notification, body);
  g_notification_set_priority (message->notification, is_urgent ? G_NOTIFICATION_PRIORITY_URGENT
                                                                : G_NOTIFICATION_PRIORITY_NORMAL);
  g_notification_set_default_action (message->notification, "app.present");
  if (is_sandboxed ())
    {
      g_application_send_notification (application, NOTIFICATION, message->notification);
      message_free (message);
      return;
    }
  g_cancellable_cancel (self->notice_asks);
  g_clear_object (&self->notice_asks);
  self->notice_asks = g_cancellable_new ();
  message->asks = g_object_ref (self->notice_asks);
  call_bus (bus, "GetNameOwner", g_variant_new ("(s)", SERVICE), message);
}

static void
withdraw (gpointer data)
{
  InsWindow *self = data;
  GApplication *application = get_application (self);

  g_cancellable_cancel (self->notice_asks);
  g_clear_object (&self->notice_asks);
  if (application != NULL)
    g_application_withdraw_notification (application, NOTIFICATION);
}

/* ---- the window ---------------------------------------------------------------------------- */

static gboolean
is_looked_at (InsWindow *self)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  /* A dialog of ours counts. */
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (gtk_window_is_active (window))
        return TRUE;
    }

  return FALSE;
}

void
ins_window_update_notice (InsWindow *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  const InsRecipe *recipe = ins_session_get_picture_recipe (self->session);
  GSettings *settings = ins_settings_get ();
  InsScanNoticeState state = {
    .is_scanning = ins_session_is_scanning (self->session),
    .scan = snapshot->scan,
    .n_lines_done = snapshot->n_lines_written,
    .n_lines = snapshot->n_lines,
    .message = snapshot->scan == INS_SCAN_PAUSED ? snapshot->pause_message : snapshot->scan_message,
    .is_looked_at = is_looked_at (self),
    .is_wanted = settings == NULL || g_settings_get_boolean (settings, "notify"),
  };

  if (recipe == NULL)
    recipe = ins_session_get_recipe (self->session);
  state.name = recipe->name;
  ins_scan_notice_follow (self->notice, &state);
}

static void
on_is_active (InsWindow *self)
{
  if (self->notice != NULL && gtk_window_is_active (GTK_WINDOW (self)))
    ins_scan_notice_seen (self->notice);
}

void
ins_window_start_notice (InsWindow *self)
{
  const InsScanNoticeCalls calls = { inhibit, uninhibit, notify, withdraw };

  self->notice = ins_scan_notice_new (&calls, self);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_is_active), NULL);
}

void
ins_window_stop_notice (InsWindow *self)
{
  g_clear_pointer (&self->notice, ins_scan_notice_free);
}
