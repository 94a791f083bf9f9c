/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "app/ins-view.h"

#define RGB(hex)                                                                                   \
  {                                                                                                \
    (float)(((hex) >> 16) & 0xff) / 255.0F, (float)(((hex) >> 8) & 0xff) / 255.0F,                 \
        (float)((hex)&0xff) / 255.0F, 1.0F                                                         \
  }

static const InsTheme light_theme = {
  .well = RGB (0xe9ebed),
  .plot = RGB (0xffffff),
  .ink = RGB (0x1d2125),
  .dim = RGB (0x565e66),
  .line = RGB (0xc3c8cd),
  .grid = RGB (0xe4e7ea),
  .rf = RGB (0x7c8791),
  .envelope = RGB (0x1d2125),
  .accent = RGB (0x1b6299),
  .danger = RGB (0xb3121d),
  .warn = RGB (0x8a5700),
  .ok = RGB (0x22703a),
  .hatch = RGB (0xcfd4d8),
  .no_data = RGB (0xdfe2e5),
  .tile = RGB (0xffffff),
  .gates = { RGB (0xa34700), RGB (0x9a2a68), RGB (0x006a73) },
};

static const InsTheme dark_theme = {
  .well = RGB (0x131517),
  .plot = RGB (0x17191c),
  .ink = RGB (0xf0f2f4),
  .dim = RGB (0xa3abb3),
  .line = RGB (0x43494f),
  .grid = RGB (0x262a2e),
  .rf = RGB (0x76818b),
  .envelope = RGB (0xf0f2f4),
  .accent = RGB (0x7cc0f0),
  .danger = RGB (0xff8a8a),
  .warn = RGB (0xf2c265),
  .ok = RGB (0x86d69a),
  .hatch = RGB (0x2b2f34),
  .no_data = RGB (0x1d2023),
  .tile = RGB (0x24282c),
  .gates = { RGB (0xffa657), RGB (0xf29ac9), RGB (0x5fd3dc) },
};

static const InsTheme light_contrast_theme = {
  .well = RGB (0xffffff),
  .plot = RGB (0xffffff),
  .ink = RGB (0x000000),
  .dim = RGB (0x2b3035),
  .line = RGB (0x5c646b),
  .grid = RGB (0xc3c8cd),
  .rf = RGB (0x4a535b),
  .envelope = RGB (0x000000),
  .accent = RGB (0x083d68),
  .danger = RGB (0x8f000b),
  .warn = RGB (0x5c3900),
  .ok = RGB (0x0a4a20),
  .hatch = RGB (0x868e96),
  .no_data = RGB (0xdfe2e5),
  .tile = RGB (0xffffff),
  .gates = { RGB (0x7a3300), RGB (0x75124c), RGB (0x00484f) },
};

static const InsTheme dark_contrast_theme = {
  .well = RGB (0x000000),
  .plot = RGB (0x000000),
  .ink = RGB (0xffffff),
  .dim = RGB (0xd9dee3),
  .line = RGB (0x98a1a9),
  .grid = RGB (0x474e55),
  .rf = RGB (0xb4bcc4),
  .envelope = RGB (0xffffff),
  .accent = RGB (0xb3e0ff),
  .danger = RGB (0xffb3b3),
  .warn = RGB (0xffd98a),
  .ok = RGB (0xa8f0b9),
  .hatch = RGB (0x6b747c),
  .no_data = RGB (0x16191c),
  .tile = RGB (0x0e1012),
  .gates = { RGB (0xffc490), RGB (0xffb9dd), RGB (0x90eef5) },
};

static gboolean
theme_is_named (GtkSettings *settings, const char *part, const char *other_part)
{
  g_autofree char *name = NULL;

  g_object_get (settings, "gtk-theme-name", &name, NULL);

  return name != NULL && (strstr (name, part) != NULL || strstr (name, other_part) != NULL);
}

gboolean
ins_theme_is_dark (GtkSettings *settings)
{
  gboolean dark = FALSE;

  g_object_get (settings, "gtk-application-prefer-dark-theme", &dark, NULL);

  return dark || theme_is_named (settings, "HighContrastInverse", "Default-hc-dark");
}

gboolean
ins_theme_has_high_contrast (GtkSettings *settings)
{
  return theme_is_named (settings, "HighContrast", "Default-hc");
}

const InsTheme *
ins_theme_get (GtkWidget *widget)
{
  GtkSettings *settings = gtk_widget_get_settings (widget);
  gboolean dark = ins_theme_is_dark (settings);

  if (ins_theme_has_high_contrast (settings))
    return dark ? &dark_contrast_theme : &light_contrast_theme;

  return dark ? &dark_theme : &light_theme;
}
