/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-colour-scheme.h"
#include "app/ins-settings.h"
#include "app/ins-view.h"

#define APPEARANCE "org.freedesktop.appearance"
#define COLOUR_SCHEME "color-scheme"
#define CONTRAST "contrast"
/* values of the portal's color-scheme */
#define PREFER_DARK 1
#define PREFER_LIGHT 2
#define HIGHER_CONTRAST 1
#define TIMEOUT_MS 2000

struct _InsColourScheme
{
  GCancellable *cancellable;
  GDBusProxy *portal;
  guint32 desktop; /* what the portal says; 0: nothing */
};

/* What a person has set comes first. */
static void
apply (InsColourScheme *self)
{
  GSettings *settings = ins_settings_get ();
  g_autofree char *wish = settings != NULL ? g_settings_get_string (settings, "colour-scheme")
                                           : g_strdup ("follow");
  guint32 scheme = self->desktop;

  if (g_str_equal (wish, "dark"))
    scheme = PREFER_DARK;
  else if (g_str_equal (wish, "light"))
    scheme = PREFER_LIGHT;
  if (scheme == PREFER_DARK || scheme == PREFER_LIGHT)
    g_object_set (gtk_settings_get_default (), "gtk-application-prefer-dark-theme",
                  scheme == PREFER_DARK, NULL);
  else
    gtk_settings_reset_property (gtk_settings_get_default (), "gtk-application-prefer-dark-theme");
}

static void
on_setting (GSettings *settings, const char *key, InsColourScheme *self)
{
  apply (self);
}

/* FALSE: not a number. */
static gboolean
unwrap (GVariant *value, guint32 *number)
{
  g_autoptr (GVariant) inner = g_variant_ref (value);

  /* Read() wraps its answer twice, the signal once. */
  while (g_variant_is_of_type (inner, G_VARIANT_TYPE_VARIANT))
    {
      GVariant *next = g_variant_get_variant (inner);

      g_variant_unref (inner);
      inner = next;
    }
  if (!g_variant_is_of_type (inner, G_VARIANT_TYPE_UINT32))
    return FALSE;
  *number = g_variant_get_uint32 (inner);

  return TRUE;
}

static void
take_scheme (InsColourScheme *self, GVariant *value)
{
  guint32 scheme;

  if (!unwrap (value, &scheme))
    return;
  self->desktop = scheme;
  apply (self);
}

/* GTK's own theme goes with it, and the style follows that. */
static void
take_contrast (GVariant *value)
{
  guint32 contrast;

  if (!unwrap (value, &contrast))
    return;
  if (contrast == HIGHER_CONTRAST)
    g_object_set (gtk_settings_get_default (), "gtk-theme-name", "HighContrast", NULL);
  else if (ins_theme_has_high_contrast (gtk_settings_get_default ()))
    gtk_settings_reset_property (gtk_settings_get_default (), "gtk-theme-name");
}

static void
on_portal_signal (GDBusProxy *proxy,
                  const char *sender,
                  const char *signal,
                  GVariant *parameters,
                  gpointer data)
{
  const char *namespace = NULL;
  const char *key = NULL;
  g_autoptr (GVariant) value = NULL;

  if (g_strcmp0 (signal, "SettingChanged") != 0 ||
      !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssv)")))
    return;
  g_variant_get (parameters, "(&s&sv)", &namespace, &key, &value);
  if (g_strcmp0 (namespace, APPEARANCE) != 0)
    return;
  if (g_strcmp0 (key, COLOUR_SCHEME) == 0)
    take_scheme (data, value);
  else if (g_strcmp0 (key, CONTRAST) == 0)
    take_contrast (value);
}

/* (transfer full). NULL without a portal, or for one that does not know the key: GTK's setting
 * stands. Also when self is gone. */
static GVariant *
finish_read (GObject *source, GAsyncResult *result)
{
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, NULL);
  GVariant *value = NULL;

  if (answer != NULL && g_variant_is_of_type (answer, G_VARIANT_TYPE ("(v)")))
    g_variant_get (answer, "(v)", &value);

  return value;
}

static void
on_scheme (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GVariant) value = finish_read (source, result);

  if (value != NULL)
    take_scheme (data, value);
}

static void
on_contrast (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GVariant) value = finish_read (source, result);

  if (value != NULL)
    take_contrast (value);
}

static void
ask (InsColourScheme *self, const char *key, GAsyncReadyCallback callback)
{
  g_dbus_proxy_call (self->portal, "Read", g_variant_new ("(ss)", APPEARANCE, key),
                     G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS, self->cancellable, callback, self);
}

static void
on_portal (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GDBusProxy *portal = g_dbus_proxy_new_for_bus_finish (result, &error);
  InsColourScheme *self = data;

  if (portal == NULL)
    return; /* cancelled: self is gone */
  self->portal = portal;
  g_signal_connect (portal, "g-signal", G_CALLBACK (on_portal_signal), self);
  ask (self, COLOUR_SCHEME, on_scheme);
  ask (self, CONTRAST, on_contrast);
}

InsColourScheme *
ins_colour_scheme_new (void)
{
  InsColourScheme *self = g_new0 (InsColourScheme, 1);
  GSettings *settings = ins_settings_get ();

  if (settings != NULL)
    g_signal_connect (settings, "changed::colour-scheme", G_CALLBACK (on_setting), self);
  apply (self);
  self->cancellable = g_cancellable_new ();
  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL,
                            "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                            "org.freedesktop.portal.Settings", self->cancellable, on_portal, self);

  return self;
}

void
ins_colour_scheme_free (InsColourScheme *self)
{
  GSettings *settings = ins_settings_get ();

  if (settings != NULL)
    g_signal_handlers_disconnect_by_data (settings, self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->portal != NULL)
    g_signal_handlers_disconnect_by_data (self->portal, self);
  g_clear_object (&self->portal);
  g_free (self);
}
