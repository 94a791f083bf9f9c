/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

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

const InsTheme *
ins_theme_get (GtkWidget *widget)
{
  gboolean dark = FALSE;

  g_object_get (gtk_widget_get_settings (widget), "gtk-application-prefer-dark-theme", &dark, NULL);

  return dark ? &dark_theme : &light_theme;
}
