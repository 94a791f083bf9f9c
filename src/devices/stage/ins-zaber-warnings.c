/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "devices/stage/ins-zaber-warnings.h"

static const struct
{
  const char *code;
  InsZaberGravity gravity;
  const char *text;
} warnings[] = {
  { "FF", INS_ZABER_ALARM,
    N_ ("The controller has a critical fault. Switch it off and on; if it comes again, it needs "
        "service.") },
  { "FN", INS_ZABER_ALARM,
    N_ ("The controller does not support the stage that is plugged in. Check plug and settings.") },
  { "FZ", INS_ZABER_ALARM,
    N_ ("The axis is inactive: no stage is plugged in, or another one than before.") },
  { "FH", INS_ZABER_ALARM,
    N_ ("The emergency stop is pressed. Make the place safe, release it, then unlock the stage.") },
  { "FV", INS_ZABER_ALARM,
    N_ ("The supply voltage is out of range. Check the power supply, then unlock the stage.") },
  { "FO", INS_ZABER_ALARM,
    N_ ("The motor driver is switched off. Unlock the stage to switch it on.") },
  { "FD", INS_ZABER_ALARM,
    N_ ("The motor driver has switched itself off, as after overheating. Let it cool down, then "
        "unlock the stage.") },
  { "FC", INS_ZABER_ALARM,
    N_ ("The inrush current was too high. Check the power supply, then unlock the stage.") },
  { "FM", INS_ZABER_ALARM, N_ ("The motor is too hot. Let it cool down, then unlock the stage.") },
  { "FQ", INS_ZABER_ALARM,
    N_ ("The encoder has failed, so the position is doubtful. Check its cable, then home the "
        "stage.") },
  { "FI", INS_ZABER_ALARM,
    N_ ("The encoder's index mark does not fit, so the position is doubtful. Home the stage.") },
  { "FA", INS_ZABER_ALARM,
    N_ ("The analog encoder is out of step, so the position is doubtful. Home the stage.") },
  { "FR", INS_ZABER_ALARM,
    N_ ("The motor was driven with too much current for too long. Look for what hinders the "
        "stage, then unlock it.") },
  { "FS", INS_ZABER_ALARM,
    N_ ("The stage stalled and stopped. Look for what hinders it, then home it.") },
  { "FB", INS_ZABER_ALARM,
    N_ ("A stored motion has left the travel and was stopped. Unlock the stage.") },
  { "FP", INS_ZABER_ALARM,
    N_ ("A stored motion has left its path and was stopped. Unlock the stage.") },
  { "FE", INS_ZABER_ALARM,
    N_ ("The stage could not reach its target: a limit switch is pressed or has failed. Look at "
        "it, then unlock the stage.") },
  { "FT", INS_ZABER_ALARM,
    N_ ("The two axes of a gantry stand too far apart. Look at it before anything moves.") },
  { "WL", INS_ZABER_ALARM,
    N_ ("A limit switch was hit where none was expected, so the position is doubtful. Look at the "
        "stage, then home it.") },
  { "WV", INS_ZABER_NOTICE, N_ ("The supply voltage of the controller is not what it should be.") },
  { "WT", INS_ZABER_NOTICE, N_ ("The controller is hot.") },
  { "WS", INS_ZABER_NOTICE, N_ ("The stage stalled and went on.") },
  { "WM", INS_ZABER_NOTICE, N_ ("The stage was pushed while it stood.") },
  { "WP", INS_ZABER_NOTICE, N_ ("The controller's calibration does not fit its stage.") },
  { "WR", INS_ZABER_NOTE, N_ ("The stage has not been homed since power-up.") },
  { "WH", INS_ZABER_NOTE, N_ ("The stage has not been homed.") },
  { "NC", INS_ZABER_NOTICE, N_ ("The stage is being moved by its knob.") },
  { "NI", INS_ZABER_NOTE, N_ ("The last motion was interrupted.") },
  { "ND", INS_ZABER_NOTE, N_ ("A stored motion had a gap.") },
  { "NR", INS_ZABER_NOTE, N_ ("A value was rounded.") },
  { "NT", INS_ZABER_NOTE, N_ ("A value was cut.") },
  { "NU", INS_ZABER_NOTE, N_ ("A setting waits to be taken over.") },
  { "NJ", INS_ZABER_NOTICE, N_ ("The joystick is being calibrated.") },
};

static const struct
{
  const char *reason;
  const char *text;
} reasons[] = {
  { "AGAIN", N_ ("it is busy with something else, try again") },
  { "BADAXIS", N_ ("it has no such axis") },
  { "BADCOMMAND", N_ ("it does not know this command") },
  { "BADDATA", N_ ("a value is out of range") },
  { "BADMESSAGEID", N_ ("it does not take this message number") },
  { "DEVICEONLY", N_ ("this is for the whole device, not for an axis") },
  { "DRIVERDISABLED", N_ ("the motor driver is switched off; unlock the stage") },
  { "FULL", N_ ("its memory is full") },
  { "INACTIVE", N_ ("no stage is plugged in there") },
  { "LOCKSTEP", N_ ("the axis is coupled to another one (lockstep)") },
  { "NOACCESS", N_ ("this needs a higher access level") },
  { "PARKED", N_ ("the axis is parked; unpark it") },
  { "REMOTE", N_ ("it is controlled from another place") },
  { "STATUSBUSY", N_ ("it is moving") },
};

static gsize
find (const char *code)
{
  gsize i = 0;

  while (i < G_N_ELEMENTS (warnings) && strcmp (warnings[i].code, code) != 0)
    i++;

  return i;
}

InsZaberGravity
ins_zaber_warning_gravity (const char *code)
{
  gsize i = find (code);

  if (i < G_N_ELEMENTS (warnings))
    return warnings[i].gravity;

  return code[0] == 'F' ? INS_ZABER_ALARM : INS_ZABER_NOTE;
}

char *
ins_zaber_warning_text (const char *code)
{
  gsize i = find (code);

  if (i < G_N_ELEMENTS (warnings))
    return g_strdup (_ (warnings[i].text));

  return g_strdup_printf (_ ("The controller warns with “%s”, which its manual explains."), code);
}

gboolean
ins_zaber_warning_is_lost (const char *code)
{
  static const char *const lost[] = { "WR", "WL", "FQ", "FI", "FA", NULL };

  return g_strv_contains (lost, code);
}

gboolean
ins_zaber_warning_is_limit (const char *code)
{
  return strcmp (code, "WL") == 0 || strcmp (code, "FE") == 0;
}

gboolean
ins_zaber_warning_is_unhomed (const char *code)
{
  return strcmp (code, "WR") == 0 || strcmp (code, "WH") == 0;
}

const char *
ins_zaber_reason_text (const char *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (strcmp (reasons[i].reason, reason) == 0)
      return _ (reasons[i].text);

  return reason;
}
