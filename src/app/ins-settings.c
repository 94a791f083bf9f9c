/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-settings.h"

/* The build folder's data, seen from the program in it. */
static GSettingsSchemaSource *
source_beside_program (GSettingsSchemaSource *parent)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *data = NULL;

  if (program == NULL)
    return NULL;
  folder = g_path_get_dirname (program);
  data = g_build_filename (folder, "..", "..", "data", NULL);

  return g_settings_schema_source_new_from_directory (data, parent, TRUE, NULL);
}

GSettings *
ins_settings_get (void)
{
  static GSettings *settings = NULL;
  static gboolean looked = FALSE;
  GSettingsSchemaSource *source = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;

  if (looked)
    return settings;
  looked = TRUE;
  source = g_settings_schema_source_get_default ();
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APP_ID, TRUE);
  if (schema == NULL)
    {
      g_autoptr (GSettingsSchemaSource) beside = source_beside_program (source);

      if (beside != NULL)
        schema = g_settings_schema_source_lookup (beside, APP_ID, TRUE);
    }
  if (schema == NULL)
    g_message ("The settings of %s are not installed; nothing will be remembered.", APP_ID);
  else
    settings = g_settings_new_full (schema, NULL, NULL);

  return settings;
}
