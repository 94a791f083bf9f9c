/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/ins-error.h"

/* Not G_DEFINE_QUARK(): its variable is written by whichever threads come first. */
GQuark
ins_device_error_quark (void)
{
  return g_quark_from_static_string ("ins-device-error-quark");
}

GQuark
ins_recipe_error_quark (void)
{
  return g_quark_from_static_string ("ins-recipe-error-quark");
}

GQuark
ins_file_error_quark (void)
{
  return g_quark_from_static_string ("ins-file-error-quark");
}
