/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/stage/ins-grbl-settings.h"
#include "devices/stage/ins-stage-readings.h"

/* Numbers of settings: gnea/grbl doc/markdown/settings.md; of grblHAL's $22 bits: its core
 * settings.h (homing_settings_flags_t). */
#define SETTING_REPORT_INCHES 13
#define SETTING_HOMING 22
#define HOMING_ENABLED 1u
#define HOMING_HAL_INIT_LOCK 4u
#define HOMING_HAL_FORCED_ORIGIN 8u
#define SETTING_HOMING_DIRECTION 23
#define SETTING_HOMING_FEED 24
#define SETTING_HOMING_SEEK 25
#define SETTING_JUNCTION 11
#define SETTING_STEPS_PER_MM 100
#define SETTING_MAX_RATE 110
#define SETTING_ACCELERATION 120
#define SETTING_TRAVEL 130

#define MM_PER_INCH 25.4
#define SETTING_HOMING_DEBOUNCE 26
#define SETTING_HOMING_PULL_OFF 27
#define SETTING_HAL_LOCATE_CYCLES 43
#define SEARCH_FACTOR 1.5 /* of the travel: HOMING_AXIS_SEARCH_SCALAR */
#define LOCATE_FACTOR 5.0 /* of the pull-off: HOMING_AXIS_LOCATE_SCALAR (grbl/limits.c) */
#define DEFAULT_PULL_OFF_MM 1.0
#define DEFAULT_FEED_MM_S 0.4
#define N_DEBOUNCES 4
#define HOMING_EXTRA_S 8.0 /* ramps, and whatever else */
#define HOMING_UNKNOWN_S 300.0
#define STOPPING_EXTRA_S 0.5
#define STOPPING_MAX_S 10.0
#define STOPPING_UNKNOWN_S 3.0

void
ins_grbl_settings_clear (InsGrblSettings *self)
{
  memset (self, 0, sizeof *self);
  for (guint i = 0; i < INS_GRBL_N_SETTINGS; i++)
    self->values[i] = (double)NAN;
  self->n_axes = INS_N_AXES;
}

/* "Grbl 1.1h ['$' for help]", "GrblHAL 1.1f ['$' or '$HELP' for help]" */
static void
take_greeting (InsGrblSettings *self, const char *text)
{
  const char *version = strchr (text, ' ') + 1;
  gsize n = strcspn (version, " ;[");

  self->is_hal = g_ascii_strncasecmp (text, "GrblHAL", 7) == 0;
  g_strlcpy (self->version, version, MIN (n + 1, sizeof self->version));
}

static void
take_tag (InsGrblSettings *self, const char *text)
{
  if (g_str_has_prefix (text, "[VER:")) /* "[VER:1.1h.20190830:]" */
    {
      const char *version = text + strlen ("[VER:");
      gsize n_major = strcspn (version, ".:]");
      gsize n = n_major;

      if (version[n] == '.')
        n += 1 + strcspn (version + n + 1, ".:]");
      g_strlcpy (self->version, version, MIN (n + 1, sizeof self->version));
    }
  else if (g_str_has_prefix (text, "[OPT:")) /* letters, planner blocks, receive buffer */
    {
      const char *letters = text + strlen ("[OPT:");

      self->has_forced_origin = memchr (letters, 'Z', strcspn (letters, ",]")) != NULL;
    }
  else if (g_str_has_prefix (text, "[AXS:")) /* "[AXS:3:XYZ]" */
    {
      guint64 n = g_ascii_strtoull (text + strlen ("[AXS:"), NULL, 10);

      if (n >= 1 && n <= 9)
        self->n_axes = (guint)MIN (n, INS_N_AXES);
    }
  else if (g_ascii_strcasecmp (text, "[FIRMWARE:grblHAL]") == 0)
    self->is_hal = TRUE;
}

void
ins_grbl_settings_take (InsGrblSettings *self, const InsGrblReply *reply)
{
  if (reply->kind == INS_GRBL_REPLY_SETTING && reply->code < INS_GRBL_N_SETTINGS)
    self->values[reply->code] = reply->value;
  else if (reply->kind == INS_GRBL_REPLY_TAG)
    take_tag (self, reply->text);
  else if (reply->kind == INS_GRBL_REPLY_GREETING)
    take_greeting (self, reply->text);
}

gboolean
ins_grbl_settings_combine (InsGrblSettings *self, const InsGrblSettings *readings, guint n)
{
  static const guint that_matter[] = { 13,  22,  23,  24,  25,  100, 101, 102, 110,
                                       111, 112, 120, 121, 122, 130, 131, 132 };
  double values[INS_STAGE_MOST_READINGS];
  gboolean is_agreed[INS_GRBL_N_SETTINGS];

  n = MIN (n, INS_STAGE_MOST_READINGS);
  for (guint number = 0; number < INS_GRBL_N_SETTINGS; number++)
    {
      for (guint i = 0; i < n; i++)
        values[i] = readings[i].values[number];
      is_agreed[number] = ins_stage_readings_agree (values, n, &self->values[number]);
      if (!is_agreed[number])
        self->values[number] = (double)NAN;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (that_matter); i++)
    if (!is_agreed[that_matter[i]])
      return FALSE;

  return TRUE;
}

guint
ins_grbl_settings_get_flags (const InsGrblSettings *self, guint number, guint missing)
{
  double value = self->values[number];

  return value >= 0.0 && value <= 65535.0 ? (guint)value : missing;
}

gboolean
ins_grbl_settings_can_home (const InsGrblSettings *self)
{
  return (ins_grbl_settings_get_flags (self, SETTING_HOMING, 0) & HOMING_ENABLED) != 0;
}

gboolean
ins_grbl_settings_locks_unhomed (const InsGrblSettings *self)
{
  return !self->is_hal ||
         (ins_grbl_settings_get_flags (self, SETTING_HOMING, 0) & HOMING_HAL_INIT_LOCK) != 0;
}

double
ins_grbl_settings_get_report_unit_mm (const InsGrblSettings *self)
{
  return ins_grbl_settings_get_flags (self, SETTING_REPORT_INCHES, 0) == 1 ? MM_PER_INCH : 1.0;
}

double
ins_grbl_settings_get_speed_mm_s (const InsGrblSettings *self, guint axis)
{
  return self->values[SETTING_MAX_RATE + axis] / 60.0;
}

static double
get_or (const InsGrblSettings *self, guint number, double least, double missing)
{
  return self->values[number] > least ? self->values[number] : missing;
}

/* Each axis by itself, as a build may have it: search at the seek rate, pull off, and locate slowly
 * (gnea/grbl limits.c, limits_go_home). */
double
ins_grbl_settings_get_homing_time_s (const InsGrblSettings *self)
{
  double seek_mm_s = self->values[SETTING_HOMING_SEEK] / 60.0;
  double feed_mm_s = get_or (self, SETTING_HOMING_FEED, 0.0, 60.0 * DEFAULT_FEED_MM_S) / 60.0;
  double pull_off_mm = get_or (self, SETTING_HOMING_PULL_OFF, 0.0, DEFAULT_PULL_OFF_MM);
  double debounce_s = get_or (self, SETTING_HOMING_DEBOUNCE, 0.0, 0.0) / 1000.0;
  double n_locates = get_or (self, SETTING_HAL_LOCATE_CYCLES, 1.0, 1.0);
  double time_s = HOMING_EXTRA_S;

  if (!(seek_mm_s > 0.0))
    return HOMING_UNKNOWN_S;
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double travel_mm = get_or (self, SETTING_TRAVEL + axis, 0.0, 0.0);

      time_s += SEARCH_FACTOR * travel_mm / seek_mm_s +
                n_locates * (LOCATE_FACTOR * pull_off_mm / feed_mm_s +
                             2.0 * pull_off_mm / seek_mm_s + N_DEBOUNCES * debounce_s);
    }

  return time_s;
}

double
ins_grbl_settings_get_stopping_time_s (const InsGrblSettings *self)
{
  double time_s = 0.0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    time_s = fmax (time_s, self->values[SETTING_MAX_RATE + axis] / 60.0 /
                               self->values[SETTING_ACCELERATION + axis]);

  if (time_s == 0.0)
    return STOPPING_UNKNOWN_S;
  /* twice: part of the way is already laid out in the controller's segment buffer */
  return fmin (2.0 * time_s + STOPPING_EXTRA_S, STOPPING_MAX_S);
}

void
ins_grbl_settings_fill_info (const InsGrblSettings *self, InsStageInfo *info)
{
  g_snprintf (info->name, sizeof info->name, "%s %s", self->is_hal ? "grblHAL" : "Grbl",
              self->version);
  g_strlcpy (info->protocol, "grbl", sizeof info->protocol);
  info->n_axes = self->n_axes;
  info->reports_in_motion = TRUE;
  info->can_home = ins_grbl_settings_can_home (self);
  info->coordinated_axes = TRUE;
  info->queues_moves = TRUE;
  info->junction_mm = fmax (self->values[SETTING_JUNCTION], 0.0); /* 0 for NaN */
  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double steps = self->values[SETTING_STEPS_PER_MM + axis];
      double rate = self->values[SETTING_MAX_RATE + axis];
      double acceleration = self->values[SETTING_ACCELERATION + axis];

      info->resolution.mm[axis] = steps > 0.0 ? 1.0 / steps : (double)NAN;
      info->maximum_speed.mm[axis] = rate > 0.0 ? rate / 60.0 : (double)NAN;
      info->acceleration.mm[axis] = acceleration > 0.0 ? acceleration : (double)NAN;
    }
}

void
ins_grbl_settings_fill_travel (const InsGrblSettings *self,
                               const InsPosition *wco,
                               InsStageInfo *info)
{
  gboolean is_forced = self->is_hal ? (ins_grbl_settings_get_flags (self, SETTING_HOMING, 0) &
                                       HOMING_HAL_FORCED_ORIGIN) != 0
                                    : self->has_forced_origin;
  guint negative_mask = ins_grbl_settings_get_flags (self, SETTING_HOMING_DIRECTION, 0);

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      double travel = self->values[SETTING_TRAVEL + axis];
      double start = is_forced && (negative_mask & (1u << axis)) != 0 ? 0.0 : -travel;
      gboolean is_known = wco != NULL && travel > 0.0 && ins_grbl_settings_can_home (self);

      info->travel_minimum.mm[axis] = is_known ? start - wco->mm[axis] : (double)NAN;
      info->travel_maximum.mm[axis] = is_known ? start + travel - wco->mm[axis] : (double)NAN;
    }
}
