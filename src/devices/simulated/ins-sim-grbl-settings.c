/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "core/ins-number.h"
#include "devices/simulated/ins-sim-grbl-settings.h"

#define WHOLE_NUMBERS 65536.0 /* kept in two bytes at most: what is more is cut off */

#define ERROR_UNKNOWN_SETTING 3
#define ERROR_NEGATIVE 4
#define ERROR_SOFT_LIMITS_WITHOUT_HOMING 10

/* grblHAL/core settings.h: position, buffer, line, speed, pins, offset, overrides ...; homing on
 * and wanted after power-up */
#define HAL_REPORT_MASK 511
#define HAL_HOMING_FLAGS 5

typedef struct
{
  guint number;
  guint n_decimals;
  double value;
} Setting;

/* Numbers and formats of Grbl 1.1, doc/markdown/settings.md. X and Y home down, Z up: $23=3. */
static const Setting defaults[INS_SIM_GRBL_N_SETTINGS] = {
  { 0, 0, 10 },      { 1, 0, 255 },     { 2, 0, 0 },       { 3, 0, 0 },      { 4, 0, 0 },
  { 5, 0, 0 },       { 6, 0, 0 },       { 10, 0, 1 },      { 11, 3, 0.01 },  { 12, 3, 0.002 },
  { 13, 0, 0 },      { 20, 0, 1 },      { 21, 0, 1 },      { 22, 0, 1 },     { 23, 0, 3 },
  { 24, 3, 600 },    { 25, 3, 6000 },   { 26, 0, 250 },    { 27, 3, 1 },     { 30, 0, 1000 },
  { 31, 0, 0 },      { 32, 0, 0 },      { 100, 3, 1000 },  { 101, 3, 1000 }, { 102, 3, 1000 },
  { 110, 3, 12000 }, { 111, 3, 12000 }, { 112, 3, 12000 }, { 120, 3, 500 },  { 121, 3, 500 },
  { 122, 3, 500 },   { 130, 3, 250 },   { 131, 3, 250 },   { 132, 3, 250 },
};

static int
find (guint number)
{
  for (int i = 0; i < INS_SIM_GRBL_N_SETTINGS; i++)
    if (defaults[i].number == number)
      return i;

  return -1;
}

void
ins_sim_grbl_settings_init (InsSimGrblSettings *self,
                            gboolean is_hal,
                            double maximum_speed_mm_s,
                            double acceleration_mm_s2)
{
  for (guint i = 0; i < INS_SIM_GRBL_N_SETTINGS; i++)
    {
      self->values[i] = defaults[i].value;
      if (defaults[i].number >= 110 && defaults[i].number <= 112)
        self->values[i] = 60.0 * maximum_speed_mm_s;
      if (defaults[i].number >= 120 && defaults[i].number <= 122)
        self->values[i] = acceleration_mm_s2;
      if (is_hal && defaults[i].number == 10)
        self->values[i] = HAL_REPORT_MASK;
      if (is_hal && defaults[i].number == 22)
        self->values[i] = HAL_HOMING_FLAGS;
    }
}

double
ins_sim_grbl_settings_get (const InsSimGrblSettings *self, guint number)
{
  int i = find (number);

  g_return_val_if_fail (i >= 0, 0.0);

  return self->values[i];
}

guint
ins_sim_grbl_settings_set (InsSimGrblSettings *self, guint number, double value)
{
  int i = find (number);

  if (i < 0)
    return ERROR_UNKNOWN_SETTING;
  /* Steps, rates, accelerations and travels of nothing would stop the emulator for good. */
  if (value < 0.0 || (number >= 100 && value <= 0.0))
    return ERROR_NEGATIVE;
  if (number == 20 && value > 0.0 && ins_sim_grbl_settings_get (self, 22) <= 0.0)
    return ERROR_SOFT_LIMITS_WITHOUT_HOMING;
  self->values[i] = defaults[i].n_decimals == 0 ? fmod (floor (value), WHOLE_NUMBERS) : value;

  return 0;
}

void
ins_sim_grbl_settings_print (const InsSimGrblSettings *self, GString *text)
{
  for (guint i = 0; i < INS_SIM_GRBL_N_SETTINGS; i++)
    {
      g_autofree char *value = ins_number_format_fixed (self->values[i], defaults[i].n_decimals);

      g_string_append_printf (text, "$%u=%s\r\n", defaults[i].number, value);
    }
}
