/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/simulated/ins-sim-esp-private.h"

#define IDENTITY "ESP301 Version 3.0.1 6/1/99"
#define STAGE_IDENTITY "TS50DC.5, SN1263"
#define CODE_NO_AXIS (-1)

/* One command as it is carried out. */
typedef struct
{
  InsSimEsp *esp;
  guint axis;
  char text[INS_SIM_ESP_LINE_SIZE]; /* behind the letters, without '?' */
  gboolean is_question, has_value;
  double value;
  double now_s;
} Command;

/* ---- units ---------------------------------------------------------------------------------- */

typedef struct
{
  double mm;
  guint n_decimals;
} Unit;

static const Unit units[] = {
  { INS_SIM_ESP_STEP_MM, 0 },
  { INS_SIM_ESP_STEP_MM, 0 },
  { 1.0, 3 },
  { 1e-3, 1 },
  { 25.4, 6 },
  { 0.0254, 3 },
  { 25.4e-6, 0 },
  { 1.0, 3 },
};

static const Unit *
get_unit (const Command *command)
{
  return &units[command->esp->units[command->axis]];
}

static void
reply_number (const Command *command, double value)
{
  g_autofree char *text = ins_number_format (value);

  ins_sim_esp_reply (command->esp, text, command->now_s);
}

static void
reply_position (const Command *command, double mm)
{
  const Unit *unit = get_unit (command);
  g_autofree char *text = ins_number_format_fixed (mm / unit->mm, unit->n_decimals);

  ins_sim_esp_reply (command->esp, text, command->now_s);
}

static void
complain (const Command *command, guint code)
{
  ins_sim_esp_add_axis_error (command->esp, command->axis, code);
}

/* ---- motion --------------------------------------------------------------------------------- */

static gboolean
may_move (const Command *command)
{
  if (!command->esp->is_on[command->axis])
    complain (command, ESP_ERROR_MOTOR_OFF);
  else if (command->esp->home_phase[command->axis] != 0)
    complain (command, ESP_ERROR_IN_HOMING);
  else if (command->esp->is_strict &&
           !ins_sim_esp_is_done (command->esp, command->axis, command->now_s))
    ins_sim_esp_add_error (command->esp, ESP_ERROR_NOT_ALLOWED);
  else
    return TRUE;

  return FALSE;
}

static void
move_to (const Command *command, double target_mm)
{
  InsSimEsp *esp = command->esp;

  if (!may_move (command))
    return;
  if (target_mm > esp->settings[ESP_RIGHT_LIMIT][command->axis])
    complain (command, ESP_ERROR_POSITIVE_SOFT_LIMIT);
  else if (target_mm < esp->settings[ESP_LEFT_LIMIT][command->axis])
    complain (command, ESP_ERROR_NEGATIVE_SOFT_LIMIT);
  else
    ins_sim_esp_move (esp, command->axis, target_mm, command->now_s);
}

static void
run_pa (const Command *command)
{
  if (command->is_question)
    reply_position (command, command->esp->target_mm[command->axis]);
  else if (command->has_value)
    move_to (command, command->value * get_unit (command)->mm);
  else
    ins_sim_esp_add_error (command->esp, ESP_ERROR_NO_PARAMETER);
}

static void
run_pr (const Command *command)
{
  if (command->has_value)
    move_to (command,
             command->esp->target_mm[command->axis] + command->value * get_unit (command)->mm);
  else
    ins_sim_esp_add_error (command->esp, ESP_ERROR_NO_PARAMETER);
}

static void
run_mv (const Command *command)
{
  InsSimEsp *esp = command->esp;

  if (command->is_question)
    reply_number (command, ins_sim_esp_is_done (esp, command->axis, command->now_s));
  else if (strcmp (command->text, "+") == 0)
    move_to (command, esp->settings[ESP_RIGHT_LIMIT][command->axis]);
  else if (strcmp (command->text, "-") == 0)
    move_to (command, esp->settings[ESP_LEFT_LIMIT][command->axis]);
  else
    ins_sim_esp_add_error (esp, ESP_ERROR_NO_PARAMETER);
}

static void
run_or (const Command *command)
{
  guint mode = command->has_value ? (guint)CLAMP (command->value, 0.0, 6.0) : 2;

  if (command->esp->is_strict && !command->has_value)
    ins_sim_esp_add_error (command->esp, ESP_ERROR_NO_PARAMETER);
  else if (may_move (command))
    ins_sim_esp_search_home (command->esp, command->axis, mode, command->now_s);
}

static void
run_st (const Command *command)
{
  ins_sim_esp_stop (command->esp, command->axis, command->now_s);
}

static void
run_dh (const Command *command)
{
  InsSimEsp *esp = command->esp;
  double mm = command->has_value ? command->value * get_unit (command)->mm : 0.0;

  esp->zero_mm[command->axis] += mm - ins_sim_esp_get_mm (esp, command->axis, command->now_s);
}

static void
run_mo (const Command *command)
{
  if (command->is_question)
    reply_number (command, command->esp->is_on[command->axis]);
  else
    command->esp->is_on[command->axis] = TRUE;
}

static void
run_mf (const Command *command)
{
  if (command->is_question)
    {
      reply_number (command, command->esp->is_on[command->axis]);
      return;
    }
  ins_sim_esp_stop (command->esp, command->axis, command->now_s);
  ins_sim_axes_halt (command->esp->axes, command->axis, command->now_s);
  command->esp->is_on[command->axis] = FALSE;
}

static void
run_ws (const Command *command)
{
  command->esp->wait_axis = (int)command->axis;
  command->esp->wait_s = command->has_value ? 1e-3 * command->value : 0.0;
}

/* ---- answers -------------------------------------------------------------------------------- */

static void
run_md (const Command *command)
{
  reply_number (command, ins_sim_esp_is_done (command->esp, command->axis, command->now_s));
}

static void
run_tp (const Command *command)
{
  reply_position (command, ins_sim_esp_get_mm (command->esp, command->axis, command->now_s));
}

static void
run_id (const Command *command)
{
  ins_sim_esp_reply (command->esp, STAGE_IDENTITY, command->now_s);
}

static void
run_ph (const Command *command)
{
  InsSimEsp *esp = command->esp;
  g_autofree char *text = NULL;
  guint home = 0;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (ins_sim_axes_get_mm (esp->axes, axis, command->now_s)) < 0.5 * INS_SIM_ESP_STEP_MM)
      home |= 1u << axis;
  text = g_strdup_printf ("%XH, %XH", esp->positive_mask | esp->negative_mask << 8, home);
  ins_sim_esp_reply (esp, text, command->now_s);
}

static void
run_zh (const Command *command)
{
  ins_sim_esp_reply (command->esp, "5H", command->now_s);
}

static void
run_sn (const Command *command)
{
  if (command->is_question)
    reply_number (command, command->esp->units[command->axis]);
  else if (command->has_value && command->value >= 0.0 && command->value < G_N_ELEMENTS (units))
    command->esp->units[command->axis] = (guint)command->value;
  else
    complain (command, ESP_ERROR_RANGE);
}

/* ---- settings ------------------------------------------------------------------------------- */

static void
run_setting (const Command *command, InsSimEspSetting which)
{
  double *setting = &command->esp->settings[which][command->axis];
  double mm = get_unit (command)->mm;
  double value = command->value * mm;

  if (command->is_question)
    reply_number (command, *setting / mm);
  else if (!command->has_value)
    ins_sim_esp_add_error (command->esp, ESP_ERROR_NO_PARAMETER);
  else if (which == ESP_VELOCITY &&
           value > command->esp->settings[ESP_MAX_VELOCITY][command->axis] * (1.0 + 1e-6))
    complain (command, ESP_ERROR_SPEED);
  else if ((which == ESP_ACCELERATION || which == ESP_DECELERATION) &&
           value > command->esp->settings[ESP_MAX_ACCELERATION][command->axis] * (1.0 + 1e-6))
    complain (command, ESP_ERROR_ACCELERATION);
  else if (which <= ESP_MAX_ACCELERATION && value <= 0.0)
    complain (command, ESP_ERROR_RANGE);
  else
    *setting = value;
}

/* ---- without an axis ------------------------------------------------------------------------ */

static const char *
get_error_text (guint code)
{
  static const struct
  {
    guint code;
    const char *text;
  } texts[] = {
    { 0, "NO ERROR DETECTED" },
    { ESP_ERROR_COMMAND, "COMMAND DOES NOT EXIST" },
    { ESP_ERROR_NO_SUCH_AXIS, "AXIS NUMBER OUT OF RANGE" },
    { ESP_ERROR_NOT_ALLOWED, "COMMAND NOT ALLOWED" },
    { ESP_ERROR_NO_AXIS, "AXIS NUMBER MISSING" },
    { ESP_ERROR_NO_PARAMETER, "COMMAND PARAMETER MISSING" },
    { 100 + ESP_ERROR_RANGE, "PARAMETER OUT OF RANGE" },
    { 100 + ESP_ERROR_FOLLOWING, "FOLLOWING ERROR THRESHOLD EXCEEDED" },
    { 100 + ESP_ERROR_POSITIVE_LIMIT, "POSITIVE HARDWARE LIMIT DETECTED" },
    { 100 + ESP_ERROR_NEGATIVE_LIMIT, "NEGATIVE HARDWARE LIMIT DETECTED" },
    { 100 + ESP_ERROR_POSITIVE_SOFT_LIMIT, "POSITIVE SOFTWARE LIMIT DETECTED" },
    { 100 + ESP_ERROR_NEGATIVE_SOFT_LIMIT, "NEGATIVE SOFTWARE LIMIT DETECTED" },
    { 100 + ESP_ERROR_SPEED, "MAXIMUM VELOCITY EXCEEDED" },
    { 100 + ESP_ERROR_ACCELERATION, "MAXIMUM ACCELERATION EXCEEDED" },
    { 100 + ESP_ERROR_MOTOR_OFF, "MOTOR NOT ENABLED" },
    { 100 + ESP_ERROR_HOMING_ABORTED, "HOMING ABORTED" },
    { 100 + ESP_ERROR_IN_HOMING, "COMMAND NOT ALLOWED DURING HOMING" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i].code == (code >= 100 ? 100 + code % 100 : code))
      return texts[i].text;

  return "ERROR";
}

/* The memory gives the oldest first and forgets it. */
static guint
pop_error (InsSimEsp *esp)
{
  guint code = esp->n_errors > 0 ? esp->errors[0] : 0;

  if (esp->n_errors > 0)
    memmove (esp->errors, esp->errors + 1, --esp->n_errors * sizeof *esp->errors);

  return code;
}

static char
get_status (const Command *command)
{
  guint status = 0x40;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      status |= command->esp->is_on[axis] ? 0x10 : 0;
      status |= ins_sim_esp_is_done (command->esp, axis, command->now_s) ? 0 : 1u << axis;
    }

  return (char)status;
}

static void
run_tb (const Command *command)
{
  guint code = pop_error (command->esp);
  g_autofree char *text = g_strdup_printf ("%u, %s", code, get_error_text (code));

  ins_sim_esp_reply (command->esp, text, command->now_s);
}

static void
run_te (const Command *command)
{
  reply_number (command, pop_error (command->esp));
}

static void
run_ts (const Command *command)
{
  const char text[] = { get_status (command), '\0' };

  ins_sim_esp_reply (command->esp, text, command->now_s);
}

static void
run_ve (const Command *command)
{
  ins_sim_esp_reply (command->esp, IDENTITY, command->now_s);
}

static void
run_ab (const Command *command)
{
  ins_sim_esp_abort (command->esp, command->now_s);
}

static void
run_wt (const Command *command)
{
  command->esp->wait_until_s = command->now_s + (command->has_value ? 1e-3 * command->value : 0.0);
}

typedef struct
{
  const char *name;
  void (*run) (const Command *command);
} Entry;

static const Entry of_axes[] = {
  { "PA", run_pa }, { "PR", run_pr }, { "MV", run_mv }, { "OR", run_or }, { "ST", run_st },
  { "DH", run_dh }, { "MO", run_mo }, { "MF", run_mf }, { "WS", run_ws }, { "MD", run_md },
  { "TP", run_tp }, { "ID", run_id }, { "PH", run_ph }, { "ZH", run_zh }, { "SN", run_sn },
};

static const Entry of_all[] = {
  { "TB", run_tb }, { "TE", run_te }, { "TS", run_ts },   { "VE", run_ve },
  { "AB", run_ab }, { "WT", run_wt }, { "*IDN", run_ve },
};

static const char *const setting_names[ESP_N_SETTINGS] = {
  [ESP_VELOCITY] = "VA",     [ESP_ACCELERATION] = "AC",     [ESP_DECELERATION] = "AG",
  [ESP_MAX_VELOCITY] = "VU", [ESP_MAX_ACCELERATION] = "AU", [ESP_LEFT_LIMIT] = "SL",
  [ESP_RIGHT_LIMIT] = "SR",  [ESP_RESOLUTION] = "SU",       [ESP_BASE_VELOCITY] = "VB",
};

static const Entry *
find (const Entry *entries, gsize n, const char *name)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (entries[i].name, name) == 0)
      return &entries[i];

  return NULL;
}

/* ---- one command ---------------------------------------------------------------------------- */

static gboolean
run_of_axis (Command *command, const char *name, int number)
{
  const Entry *entry = find (of_axes, G_N_ELEMENTS (of_axes), name);
  int setting = -1;

  for (guint i = 0; i < ESP_N_SETTINGS; i++)
    if (strcmp (setting_names[i], name) == 0)
      setting = (int)i;
  if (entry == NULL && setting < 0)
    return FALSE;
  if (number == CODE_NO_AXIS && strcmp (name, "ST") == 0)
    for (command->axis = 0; command->axis < INS_N_AXES; command->axis++)
      run_st (command);
  else if (number == CODE_NO_AXIS && strcmp (name, "PH") == 0)
    run_ph (command);
  else if (number == CODE_NO_AXIS)
    ins_sim_esp_add_error (command->esp, ESP_ERROR_NO_AXIS);
  else if (number < 1 || number > INS_N_AXES)
    ins_sim_esp_add_error (command->esp, ESP_ERROR_NO_SUCH_AXIS);
  else
    {
      command->axis = (guint)number - 1;
      if (entry != NULL)
        entry->run (command);
      else
        run_setting (command, (InsSimEspSetting)setting);
    }

  return TRUE;
}

/* What stands behind the letters. */
static void
take_rest (Command *command, const char *rest)
{
  gsize n;

  g_strlcpy (command->text, rest, sizeof command->text);
  n = strlen (command->text);
  command->is_question = n > 0 && command->text[n - 1] == '?';
  if (command->is_question)
    command->text[n - 1] = '\0';
  command->has_value = ins_number_parse (command->text, &command->value);
}

void
ins_sim_esp_execute (InsSimEsp *self, const char *text, double now_s)
{
  Command command = { .esp = self, .now_s = now_s };
  g_autofree char *upper = g_strstrip (g_ascii_strup (text, -1));
  char name[5] = "";
  const char *at = upper;
  int number = CODE_NO_AXIS;
  gsize n = 0;
  const Entry *entry;

  if (*upper == '\0')
    return;
  if (g_ascii_isdigit (*at))
    number = (int)g_ascii_strtoull (at, (char **)&at, 10);
  while (n + 1 < sizeof name && (g_ascii_isalpha (at[n]) || at[n] == '*') &&
         (n < 2 || name[0] == '*'))
    {
      name[n] = at[n];
      n++;
    }
  take_rest (&command, at + n);
  entry = find (of_all, G_N_ELEMENTS (of_all), name);
  if (entry != NULL)
    entry->run (&command);
  else if (!run_of_axis (&command, name, number))
    ins_sim_esp_add_error (self, ESP_ERROR_COMMAND);
}
