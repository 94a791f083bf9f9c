/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <math.h>

#include "core/ins-clock.h"
#include "core/ins-rtkit.h"

#define NAME "org.freedesktop.RealtimeKit1"
#define PATH "/org/freedesktop/RealtimeKit1"
#define CANCEL_S 0.1

struct _InsRtkit
{
  GMainContext *context; /* of its own: nobody else's callbacks run in between */
  GDBusConnection *bus;
  GCancellable *cancellable;
  guint n_pending; /* calls without an answer */
  double until_s;
};

/* Of one call that may be answered after its caller has given up. */
typedef struct
{
  InsRtkit *asked;
  GAsyncResult *result;
} Answer;

static void
answer_clear (gpointer answer)
{
  g_clear_object (&((Answer *)answer)->result);
}

static void
answer_unref (Answer *answer)
{
  g_rc_box_release_full (answer, answer_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_unref)

/* (transfer full): the call's own reference is in it. */
static Answer *
answer_new (InsRtkit *self)
{
  Answer *answer = g_rc_box_new0 (Answer);

  answer->asked = self;
  self->n_pending++;

  return g_rc_box_acquire (answer);
}

/* Takes the call's own reference. */
static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->result = g_object_ref (result);
  answer->asked->n_pending--;
  answer_unref (answer);
}

static gboolean
on_time_up (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* FALSE when the time is up. */
static gboolean
turn (InsRtkit *self, double until_s)
{
  double left_s = until_s - ins_clock_now_s ();
  g_autoptr (GSource) alarm = NULL;

  if (left_s <= 0.0)
    return FALSE;
  alarm = g_timeout_source_new ((guint)ceil (left_s * 1e3));
  g_source_set_callback (alarm, on_time_up, NULL, NULL);
  g_source_attach (alarm, self->context);
  g_main_context_iteration (self->context, TRUE);
  g_source_destroy (alarm);

  return TRUE;
}

static gboolean
wait_for (InsRtkit *self, const Answer *answer)
{
  while (answer->result == NULL && turn (self, self->until_s))
    ;

  return answer->result != NULL;
}

InsRtkit *
ins_rtkit_new (double timeout_s)
{
  g_autoptr (InsRtkit) self = g_new0 (InsRtkit, 1);
  g_autoptr (Answer) answer = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);

  self->cancellable = g_cancellable_new ();
  self->until_s = ins_clock_now_s () + timeout_s;
  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  if (address == NULL)
    return NULL;
  answer = answer_new (self);
  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, self->cancellable, on_answer, answer);
  if (wait_for (self, answer))
    self->bus = g_dbus_connection_new_for_address_finish (answer->result, NULL);
  if (self->bus == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

void
ins_rtkit_free (InsRtkit *self)
{
  const double until_s = ins_clock_now_s () + CANCEL_S;

  /* answers that are still on their way belong to somebody */
  g_cancellable_cancel (self->cancellable);
  while (self->n_pending > 0 && turn (self, until_s))
    ;
  g_clear_object (&self->bus);
  g_object_unref (self->cancellable);
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_free (self);
}

/* (transfer floating) arguments; (transfer full) (nullable): NULL no answer, or a refusal */
static GVariant *
call (InsRtkit *self, const char *interface, const char *method, GVariant *arguments)
{
  g_autoptr (Answer) answer = answer_new (self);
  double left_s = self->until_s - ins_clock_now_s ();

  g_dbus_connection_call (self->bus, NAME, PATH, interface, method, arguments, NULL,
                          G_DBUS_CALL_FLAGS_NONE, (int)ceil (MAX (left_s, 1e-3) * 1e3),
                          self->cancellable, on_answer, answer);
  if (!wait_for (self, answer))
    return NULL;

  return g_dbus_connection_call_finish (self->bus, answer->result, NULL);
}

/* Its properties have had different widths over the years. */
static gboolean
get_property (InsRtkit *self, const char *name, gint64 *value)
{
  g_autoptr (GVariant) reply = call (self, "org.freedesktop.DBus.Properties", "Get",
                                     g_variant_new ("(ss)", NAME, name));
  g_autoptr (GVariant) content = NULL;

  if (reply == NULL || !g_variant_is_of_type (reply, G_VARIANT_TYPE ("(v)")))
    return FALSE;
  g_variant_get (reply, "(v)", &content);
  if (g_variant_is_of_type (content, G_VARIANT_TYPE_INT32))
    *value = g_variant_get_int32 (content);
  else if (g_variant_is_of_type (content, G_VARIANT_TYPE_INT64))
    *value = g_variant_get_int64 (content);
  else
    return FALSE;

  return TRUE;
}

gboolean
ins_rtkit_get_limits (InsRtkit *self, int *priority, int *nice_level, gint64 *run_time_us)
{
  gint64 most, lowest;

  if (!get_property (self, "MaxRealtimePriority", &most) ||
      !get_property (self, "MinNiceLevel", &lowest) ||
      !get_property (self, "RTTimeUSecMax", run_time_us))
    return FALSE;
  *priority = (int)CLAMP (most, 0, 99);
  *nice_level = (int)CLAMP (lowest, -20, 19);

  return TRUE;
}

gboolean
ins_rtkit_make_realtime (InsRtkit *self, int thread, int priority)
{
  g_autoptr (GVariant) reply = call (self, NAME, "MakeThreadRealtime",
                                     g_variant_new ("(tu)", (guint64)thread, (guint)priority));

  return reply != NULL;
}

gboolean
ins_rtkit_make_nice (InsRtkit *self, int thread, int nice_level)
{
  g_autoptr (GVariant) reply = call (self, NAME, "MakeThreadHighPriority",
                                     g_variant_new ("(ti)", (guint64)thread, nice_level));

  return reply != NULL;
}
