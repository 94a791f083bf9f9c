/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-jog-watch.h"

#define LOGIN_NAME "org.freedesktop.login1"

enum
{
  BUS_SESSION,
  BUS_SYSTEM,
  N_BUSES
};

struct _InsJogWatch
{
  GObject parent_instance;

  GtkRoot *root; /* not owned: set_root (NULL) comes before it goes */
  GdkSurface *surface;
  GdkSeat *seat;
  GdkDevice *keyboard;

  GDBusConnection *buses[N_BUSES];
  GArray *subscriptions[N_BUSES];
};

G_DEFINE_FINAL_TYPE (InsJogWatch, ins_jog_watch, G_TYPE_OBJECT)

static guint doubt_signal;

static void
tell (InsJogWatch *self)
{
  g_signal_emit (self, doubt_signal, 0);
}

/* ---- the screen's lock -------------------------------------------------------------------- */

/* ActiveChanged (b) of a screen saver, PrepareForSleep (b) of login1. */
static void
on_switched (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *name,
             GVariant *parameters,
             gpointer data)
{
  gboolean on = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &on);
  if (on)
    tell (data);
}

static void
on_session_property (GDBusConnection *bus,
                     const char *sender,
                     const char *path,
                     const char *interface,
                     const char *name,
                     GVariant *parameters,
                     gpointer data)
{
  g_autoptr (GVariant) changed = NULL;
  gboolean locked = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  changed = g_variant_get_child_value (parameters, 1);
  if (g_variant_lookup (changed, "LockedHint", "b", &locked) && locked)
    tell (data);
}

static const struct
{
  guint bus;
  const char *sender, *interface, *signal, *first_argument;
  GDBusSignalCallback callback;
} told[] = {
  { BUS_SESSION, NULL, "org.freedesktop.ScreenSaver", "ActiveChanged", NULL, on_switched },
  { BUS_SESSION, NULL, "org.gnome.ScreenSaver", "ActiveChanged", NULL, on_switched },
  { BUS_SESSION, NULL, "org.cinnamon.ScreenSaver", "ActiveChanged", NULL, on_switched },
  { BUS_SESSION, NULL, "org.mate.ScreenSaver", "ActiveChanged", NULL, on_switched },
  { BUS_SYSTEM, LOGIN_NAME, LOGIN_NAME ".Session", "Lock", NULL, on_switched },
  { BUS_SYSTEM, LOGIN_NAME, LOGIN_NAME ".Manager", "PrepareForSleep", NULL, on_switched },
  { BUS_SYSTEM, LOGIN_NAME, "org.freedesktop.DBus.Properties", "PropertiesChanged",
    LOGIN_NAME ".Session", on_session_property },
};

static void
subscribe (InsJogWatch *self, guint bus, GDBusConnection *connection)
{
  self->buses[bus] = connection;
  /* a scan outlives a bus */
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    if (told[i].bus == bus)
      {
        guint id = g_dbus_connection_signal_subscribe (
            connection, told[i].sender, told[i].interface, told[i].signal, NULL,
            told[i].first_argument, G_DBUS_SIGNAL_FLAGS_NONE, told[i].callback, self, NULL);

        g_array_append_val (self->subscriptions[bus], id);
      }
}

/* The answer may come when nobody wants it any more. */
static void
take_bus (GAsyncResult *result, GWeakRef *weak, guint bus)
{
  GDBusConnection *connection = g_bus_get_finish (result, NULL);
  g_autoptr (InsJogWatch) self = g_weak_ref_get (weak);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (connection != NULL && self != NULL)
    subscribe (self, bus, connection);
  else
    g_clear_object (&connection);
}

static void
on_session_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  take_bus (result, data, BUS_SESSION);
}

static void
on_system_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  take_bus (result, data, BUS_SYSTEM);
}

static GWeakRef *
make_weak (InsJogWatch *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);

  return weak;
}

static void
unsubscribe (InsJogWatch *self, guint bus)
{
  for (guint i = 0; i < self->subscriptions[bus]->len; i++)
    g_dbus_connection_signal_unsubscribe (self->buses[bus],
                                          g_array_index (self->subscriptions[bus], guint, i));
  g_array_set_size (self->subscriptions[bus], 0);
  g_clear_object (&self->buses[bus]);
}

/* ---- window and keyboard ------------------------------------------------------------------- */

gboolean
ins_jog_watch_is_out_of_sight (GdkToplevelState state)
{
  return (state & GDK_TOPLEVEL_STATE_MINIMIZED) != 0;
}

static void
on_window_state (GdkToplevel *toplevel, GParamSpec *pspec, InsJogWatch *self)
{
  if (ins_jog_watch_is_out_of_sight (gdk_toplevel_get_state (toplevel)))
    tell (self);
}

static void
on_active_changed (GtkWindow *window, GParamSpec *pspec, InsJogWatch *self)
{
  if (!gtk_window_is_active (window))
    tell (self);
}

static void
on_device_removed (GdkSeat *seat, GdkDevice *device, InsJogWatch *self)
{
  tell (self);
}

static void
leave_root (InsJogWatch *self)
{
  if (self->root != NULL)
    g_signal_handlers_disconnect_by_data (self->root, self);
  self->root = NULL;
  if (self->surface != NULL)
    g_signal_handlers_disconnect_by_data (self->surface, self);
  g_clear_object (&self->surface);
  if (self->keyboard != NULL)
    g_signal_handlers_disconnect_by_data (self->keyboard, self);
  g_clear_object (&self->keyboard);
  if (self->seat != NULL)
    g_signal_handlers_disconnect_by_data (self->seat, self);
  g_clear_object (&self->seat);
}

static void
watch_keyboard (InsJogWatch *self)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_root_get_display (self->root));

  if (seat == NULL)
    return;
  self->seat = g_object_ref (seat);
  g_signal_connect (seat, "device-removed", G_CALLBACK (on_device_removed), self);
  if (gdk_seat_get_keyboard (seat) == NULL)
    return;
  self->keyboard = g_object_ref (gdk_seat_get_keyboard (seat));
  g_signal_connect_swapped (self->keyboard, "changed", G_CALLBACK (tell), self);
  g_signal_connect_swapped (self->keyboard, "notify::direction", G_CALLBACK (tell), self);
  g_signal_connect_swapped (self->keyboard, "notify::has-bidi-layouts", G_CALLBACK (tell), self);
  g_signal_connect_swapped (self->keyboard, "notify::caps-lock-state", G_CALLBACK (tell), self);
  g_signal_connect_swapped (self->keyboard, "notify::num-lock-state", G_CALLBACK (tell), self);
}

void
ins_jog_watch_set_root (InsJogWatch *self, GtkRoot *root)
{
  if (self->root == root)
    return;
  leave_root (self);
  self->root = root;
  if (root == NULL)
    return;
  watch_keyboard (self);
  if (GTK_IS_WINDOW (root))
    g_signal_connect (root, "notify::is-active", G_CALLBACK (on_active_changed), self);
  if (gtk_native_get_surface (GTK_NATIVE (root)) == NULL)
    return;
  self->surface = g_object_ref (gtk_native_get_surface (GTK_NATIVE (root)));
  if (GDK_IS_TOPLEVEL (self->surface))
    g_signal_connect (self->surface, "notify::state", G_CALLBACK (on_window_state), self);
}

InsJogWatch *
ins_jog_watch_new (void)
{
  return g_object_new (INS_TYPE_JOG_WATCH, NULL);
}

static void
ins_jog_watch_dispose (GObject *object)
{
  InsJogWatch *self = INS_JOG_WATCH (object);

  leave_root (self);
  for (guint bus = 0; bus < N_BUSES; bus++)
    unsubscribe (self, bus);

  G_OBJECT_CLASS (ins_jog_watch_parent_class)->dispose (object);
}

static void
ins_jog_watch_finalize (GObject *object)
{
  InsJogWatch *self = INS_JOG_WATCH (object);

  for (guint bus = 0; bus < N_BUSES; bus++)
    g_array_unref (self->subscriptions[bus]);

  G_OBJECT_CLASS (ins_jog_watch_parent_class)->finalize (object);
}

static void
ins_jog_watch_class_init (InsJogWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ins_jog_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = ins_jog_watch_finalize;

  doubt_signal = g_signal_new ("doubt", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
ins_jog_watch_init (InsJogWatch *self)
{
  for (guint bus = 0; bus < N_BUSES; bus++)
    self->subscriptions[bus] = g_array_new (FALSE, FALSE, sizeof (guint));
  g_bus_get (G_BUS_TYPE_SESSION, NULL, on_session_bus, make_weak (self));
  g_bus_get (G_BUS_TYPE_SYSTEM, NULL, on_system_bus, make_weak (self));
}
