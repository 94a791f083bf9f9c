/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "core/ins-error.h"
#include "devices/stage/ins-serial-stage-private.h"

void
ins_serial_stage_copy_text (const char *text, char *copy, gsize size)
{
  g_strlcpy (copy, text, size);
  for (const char *end = NULL; !g_utf8_validate (copy, -1, &end);)
    copy[end - copy] = '\0';
}

void
ins_serial_stage_set_message (InsSerialStagePrivate *priv, const char *text)
{
  ins_serial_stage_copy_text (text, priv->message, sizeof priv->message);
}

void
ins_serial_stage_set_silent_error (InsSerialStage *self, double silence_s, GError **error)
{
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
               _ ("The stage at %s has been silent for %.1f s. Check cable and power, then connect "
                  "again."),
               ins_transport_get_name (ins_serial_stage_get_private (self)->transport), silence_s);
}

void
ins_serial_stage_set_refused_error (InsSerialStage *self,
                                    const char *command,
                                    const char *reason,
                                    GError **error)
{
  g_autofree char *shown = g_strchomp (g_strdup (command));

  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
               _ ("The controller refused “%s”: %s."), shown, reason);
}

gboolean
ins_serial_stage_refuse_unsure (const char *port, GError **error)
{
  g_set_error (
      error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
      _ ("The controller at %s answers differently each time it is asked for its settings, "
         "as over a bad cable. Check cable, earth and baud rate, then connect again."),
      port);

  return FALSE;
}

gboolean
ins_serial_stage_refuse_for_stop (GError **error)
{
  g_set_error_literal (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_REFUSED,
                       _ ("The stage was told to stop. Wait until it stands, then try again."));

  return FALSE;
}
