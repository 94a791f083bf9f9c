/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/stage/ins-marlin-settings.h"
#include "devices/stage/ins-stage-readings.h"

#define UNKNOWN_ACCELERATION_MM_S2 100.0

static const InsPosition nothing = { { (double)NAN, (double)NAN, (double)NAN } };

void
ins_marlin_settings_clear (InsMarlinSettings *self)
{
  *self = (InsMarlinSettings){ .steps_per_mm = nothing,
                               .maximum_speed = nothing,
                               .maximum_acceleration = nothing,
                               .travel_acceleration = (double)NAN,
                               .minimum = nothing,
                               .maximum = nothing };
}

/* All numbers of the settings. */
static const gsize numbers[] = {
#define OF_AXES(field)                                                                             \
  G_STRUCT_OFFSET (InsMarlinSettings, field.mm[0]),                                                \
      G_STRUCT_OFFSET (InsMarlinSettings, field.mm[1]),                                            \
      G_STRUCT_OFFSET (InsMarlinSettings, field.mm[2])
  OF_AXES (steps_per_mm),
  OF_AXES (maximum_speed),
  OF_AXES (maximum_acceleration),
  OF_AXES (minimum),
  OF_AXES (maximum),
  G_STRUCT_OFFSET (InsMarlinSettings, travel_acceleration),
#undef OF_AXES
};

void
ins_marlin_settings_forget_numbers (InsMarlinSettings *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    G_STRUCT_MEMBER (double, self, numbers[i]) = (double)NAN;
}

gboolean
ins_marlin_settings_combine (InsMarlinSettings *self, const InsMarlinSettings *readings, guint n)
{
  double values[INS_STAGE_MOST_READINGS];
  gboolean agree = TRUE;

  n = MIN (n, INS_STAGE_MOST_READINGS);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      for (guint k = 0; k < n; k++)
        values[k] = G_STRUCT_MEMBER (double, &readings[k], numbers[i]);
      agree &= ins_stage_readings_agree (values, n, &G_STRUCT_MEMBER (double, self, numbers[i]));
    }

  return agree;
}

/* "Marlin bugfix-2.1.x (Jan  1 2023 10:00:00) SOURCE_CODE_URL:..." */
static void
take_name (InsMarlinSettings *self, const char *text)
{
  static const char *const ends[] = { " (", " SOURCE_CODE_URL:", " PROTOCOL_VERSION:" };
  gsize n = strlen (text);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      const char *end = strstr (text, ends[i]);

      if (end != NULL)
        n = MIN (n, (gsize)(end - text));
    }
  g_strlcpy (self->name, text, MIN (n + 1, sizeof self->name));
  g_strstrip (self->name);
}

static void
take_setting (InsMarlinSettings *self, const InsMarlinReply *reply)
{
  if (reply->number == 92)
    self->steps_per_mm = reply->position;
  else if (reply->number == 201)
    self->maximum_acceleration = reply->position;
  else if (reply->number == 203)
    self->maximum_speed = reply->position;
  else if (reply->number == 204)
    self->travel_acceleration = reply->value;
}

void
ins_marlin_settings_take (InsMarlinSettings *self, const InsMarlinReply *reply)
{
  if (reply->kind == INS_MARLIN_FIRMWARE)
    take_name (self, reply->text);
  else if (reply->kind == INS_MARLIN_SETTING)
    take_setting (self, reply);
  else if (reply->kind == INS_MARLIN_TRAVEL)
    {
      self->minimum = reply->minimum;
      self->maximum = reply->maximum;
    }
  else if (reply->kind == INS_MARLIN_CAP && g_str_has_prefix (reply->text, "EMERGENCY_PARSER:"))
    self->has_emergency_parser = reply->number == 1;
  else if (reply->kind == INS_MARLIN_CAP && g_str_has_prefix (reply->text, "AUTOREPORT_POS:"))
    self->has_position_report = reply->number == 1;
}

double
ins_marlin_settings_get_acceleration (const InsMarlinSettings *self, guint axis)
{
  double least = fmin (self->maximum_acceleration.mm[axis], self->travel_acceleration);

  return least > 0.0 ? least : (double)NAN;
}

void
ins_marlin_settings_fill_info (const InsMarlinSettings *self, InsStageInfo *info)
{
  g_strlcpy (info->name, self->name, sizeof info->name);
  info->coordinated_axes = TRUE;
  info->stops_hard = TRUE;
  info->can_home = TRUE;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double steps = self->steps_per_mm.mm[axis], speed = self->maximum_speed.mm[axis];
      gboolean has_travel = self->minimum.mm[axis] < self->maximum.mm[axis];

      info->resolution.mm[axis] = steps > 0.0 ? 1.0 / steps : (double)NAN;
      info->maximum_speed.mm[axis] = speed > 0.0 ? speed : (double)NAN;
      info->acceleration.mm[axis] = ins_marlin_settings_get_acceleration (self, axis);
      info->travel_minimum.mm[axis] = has_travel ? self->minimum.mm[axis] : (double)NAN;
      info->travel_maximum.mm[axis] = has_travel ? self->maximum.mm[axis] : (double)NAN;
    }
}

double
ins_marlin_settings_get_duration_s (const InsMarlinSettings *self,
                                    const InsPosition *from,
                                    const InsPosition *to,
                                    double speed_mm_s)
{
  double length_mm = 0.0, acceleration = (double)INFINITY;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (!isnan (to->mm[axis]) && !isnan (from->mm[axis]))
      length_mm = hypot (length_mm, to->mm[axis] - from->mm[axis]);
  if (!(length_mm > 0.0))
    return 0.0;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double share = fabs (to->mm[axis] - from->mm[axis]) / length_mm;
      double least = ins_marlin_settings_get_acceleration (self, axis);

      if (!(share > 0.0))
        continue;
      if (self->maximum_speed.mm[axis] > 0.0)
        speed_mm_s = fmin (speed_mm_s, self->maximum_speed.mm[axis] / share);
      acceleration = fmin (acceleration,
                           (least > 0.0 ? least : UNKNOWN_ACCELERATION_MM_S2) / share);
    }
  if (length_mm * acceleration < speed_mm_s * speed_mm_s)
    return 2.0 * sqrt (length_mm / acceleration);

  return length_mm / speed_mm_s + speed_mm_s / acceleration;
}
