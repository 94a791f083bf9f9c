/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/resource.h>

#include "fake-rtkit.h"

#define NAME "org.freedesktop.RealtimeKit1"
#define PATH "/org/freedesktop/RealtimeKit1"

static const char introspection[] = "<node><interface name='" NAME "'>"
                                    "<method name='MakeThreadRealtime'>"
                                    "<arg type='t' direction='in'/><arg type='u' direction='in'/>"
                                    "</method><method name='MakeThreadHighPriority'>"
                                    "<arg type='t' direction='in'/><arg type='i' direction='in'/>"
                                    "</method>"
                                    "<property name='RTTimeUSecMax' type='x' access='read'/>"
                                    "<property name='MaxRealtimePriority' type='i' access='read'/>"
                                    "<property name='MinNiceLevel' type='i' access='read'/>"
                                    "</interface></node>";

struct _FakeRtkit
{
  FakeRtkitMood mood; /* read-only after new */
  GSubprocess *daemon;
  char *address;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GDBusConnection *bus;
  GDBusNodeInfo *node;
  GPtrArray *unanswered; /* service thread */

  atomic_bool is_up;
  atomic_int priority, nice_level;
  atomic_llong run_time_us;
};

static gboolean
grant (FakeRtkit *self, const char *method, GVariant *parameters)
{
  guint64 thread;

  if (g_strcmp0 (method, "MakeThreadRealtime") == 0)
    {
      struct sched_param wanted = { 0 };
      struct rlimit run_time = { 0 };
      guint priority;

      g_variant_get (parameters, "(tu)", &thread, &priority);
      getrlimit (RLIMIT_RTTIME, &run_time);
      atomic_store (&self->priority, (int)priority);
      atomic_store (&self->run_time_us, (long long)run_time.rlim_cur);
      wanted.sched_priority = (int)priority;
      return self->mood == FAKE_RTKIT_GRANTS && run_time.rlim_max <= FAKE_RTKIT_RUN_TIME_US &&
             sched_setscheduler ((int)thread, SCHED_FIFO | SCHED_RESET_ON_FORK, &wanted) == 0;
    }
  else
    {
      int nice_level;

      g_variant_get (parameters, "(ti)", &thread, &nice_level);
      atomic_store (&self->nice_level, nice_level);
      return self->mood == FAKE_RTKIT_NICE_ONLY &&
             setpriority (PRIO_PROCESS, (id_t)thread, nice_level) == 0;
    }
}

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer fake)
{
  FakeRtkit *self = fake;

  if (g_strcmp0 (interface, "org.freedesktop.DBus.Properties") == 0)
    {
      const char *name;
      GVariant *value = NULL;

      if (self->mood == FAKE_RTKIT_SILENT)
        {
          g_ptr_array_add (self->unanswered, invocation);
          return;
        }
      g_variant_get (parameters, "(&s&s)", NULL, &name);
      if (g_strcmp0 (name, "RTTimeUSecMax") == 0)
        value = g_variant_new_int64 (FAKE_RTKIT_RUN_TIME_US);
      else
        value = g_variant_new_int32 (g_strcmp0 (name, "MinNiceLevel") == 0 ? -15
                                                                           : FAKE_RTKIT_HIGHEST);
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(v)", value));
    }
  else if (grant (self, method, parameters))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    g_dbus_method_invocation_return_dbus_error (
        invocation, "org.freedesktop.DBus.Error.AccessDenied", "Not here.");
}

static gpointer
service_main (gpointer fake)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call };
  FakeRtkit *self = fake;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  g_main_context_push_thread_default (self->context);
  self->bus = g_dbus_connection_new_for_address_sync (
      self->address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (self->bus, PATH, self->node->interfaces[0], &table, self, NULL,
                                     &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", NAME, 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, 5000, NULL, &error);
  g_assert_no_error (error);
  atomic_store (&self->is_up, TRUE);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

FakeRtkit *
fake_rtkit_new (FakeRtkitMood mood)
{
  FakeRtkit *self = g_new0 (FakeRtkit, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) out = NULL;

  self->mood = mood;
  self->daemon = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "dbus-daemon",
                                   "--session", "--nofork", "--nopidfile", "--print-address", NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->daemon));
  self->address = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->address);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", self->address, TRUE);

  self->node = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);
  self->unanswered = g_ptr_array_new_with_free_func (g_object_unref);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("fake-rtkit", service_main, self);
  while (!atomic_load (&self->is_up))
    g_usleep (1000);

  return self;
}

void
fake_rtkit_free (FakeRtkit *self)
{
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_ptr_array_unref (self->unanswered);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_subprocess_force_exit (self->daemon);
  g_subprocess_wait (self->daemon, NULL, NULL);
  g_object_unref (self->daemon);
  g_dbus_node_info_unref (self->node);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self->address);
  g_free (self);
}

int
fake_rtkit_get_priority (FakeRtkit *self)
{
  return atomic_load (&self->priority);
}

int
fake_rtkit_get_nice (FakeRtkit *self)
{
  return atomic_load (&self->nice_level);
}

gint64
fake_rtkit_get_run_time_us (FakeRtkit *self)
{
  return atomic_load (&self->run_time_us);
}
