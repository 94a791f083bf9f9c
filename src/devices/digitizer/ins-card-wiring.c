/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ins-number.h"
#include "devices/digitizer/ins-card-wiring-private.h"

#define OPTION(name, example, field, type, need, minimum, maximum)                                 \
  {                                                                                                \
    name, example, G_STRUCT_OFFSET (InsCardWiring, field), INS_WIRING_##type,                      \
        INS_WIRING_NEEDS_##need, minimum, maximum                                                  \
  }

/* The options that are a number and nothing else, in the order in which they are printed. */
const InsWiringOption ins_wiring_options[INS_WIRING_N_OPTIONS] = {
  OPTION ("channel", "channel=0", channel, UINT, ASCANS, 0, INS_WIRING_MOST_INDEX),
  OPTION ("range", "range=0", range, UINT, NOTHING, 0, INS_WIRING_MOST_INDEX),
  OPTION ("sync_percent", "sync_percent=20", sync_percent, DOUBLE, THRESHOLD, 1, 99),
  OPTION ("percent_per_volt", "percent_per_volt=10", percent_per_v, DOUBLE, AMPLITUDE, -1e9, 1e9),
  OPTION ("us_per_volt", "us_per_volt=10", us_per_v, DOUBLE, TIME, -1e9, 1e9),
  OPTION ("us_at_zero", "us_at_zero=0", us_at_zero, DOUBLE, TIME, -1e9, 1e9),
  OPTION ("encoder_um", "encoder_um=5", encoder_um, DOUBLE, ENCODER, -1e6, 1e6),
  OPTION ("encoder_a", "encoder_a=0", encoder_a, INT, ENCODER, 0, INS_WIRING_MOST_LINE),
  OPTION ("encoder_b", "encoder_b=1", encoder_b, INT, ENCODER, 0, INS_WIRING_MOST_LINE),
  OPTION ("encoder_latch", "encoder_latch=2", encoder_latch, INT, ENCODER, 0, INS_WIRING_MOST_LINE),
};

const char *const *
ins_card_reference_names (void)
{
  static const char *const names[] = { "ground", "common", "differential", "other", NULL };

  return names;
}

static gboolean
has_output (const InsCardWiring *self, InsOutputKind kind)
{
  for (guint i = 0; i < self->n_outputs; i++)
    if (self->outputs[i].kind == kind)
      return TRUE;

  return FALSE;
}

gboolean
ins_card_wiring_has (const InsCardWiring *self, InsWiringNeed need)
{
  switch (need)
    {
    case INS_WIRING_NEEDS_ASCANS:
      return self->n_outputs == 0;
    case INS_WIRING_NEEDS_THRESHOLD:
      return self->pulses == INS_PULSES_AT_SYNC || self->pulses == INS_PULSES_AT_MAIN_BANG;
    case INS_WIRING_NEEDS_EDGE:
      return self->pulses == INS_PULSES_AT_SYNC || self->pulses == INS_PULSES_AT_TRIGGER;
    case INS_WIRING_NEEDS_AMPLITUDE:
      return has_output (self, INS_OUTPUT_AMPLITUDE);
    case INS_WIRING_NEEDS_TIME:
      return has_output (self, INS_OUTPUT_TIME);
    case INS_WIRING_NEEDS_ENCODER:
      return self->encoder_subdevice != INS_CARD_NONE;
    case INS_WIRING_NEEDS_NOTHING:
    default:
      return TRUE;
    }
}

void
ins_card_wiring_init (InsCardWiring *self, const char *path)
{
  *self = (InsCardWiring){
    .path = g_strdup (path),
    .reference = INS_CARD_REFERENCE_ANY,
    .sync_percent = 20,
    .percent_per_v = 10,
    .us_per_v = (double)NAN,
    .pulser_subdevice = INS_CARD_NONE,
    .encoder_subdevice = INS_CARD_NONE,
    .encoder_a = INS_CARD_NONE,
    .encoder_b = INS_CARD_NONE,
    .encoder_latch = INS_CARD_NONE,
  };
}

void
ins_card_wiring_copy (InsCardWiring *to, const InsCardWiring *from)
{
  *to = *from;
  to->path = g_strdup (from->path);
}

void
ins_card_wiring_clear (InsCardWiring *self)
{
  g_clear_pointer (&self->path, g_free);
}

static double
get_number (const InsCardWiring *self, const InsWiringOption *option)
{
  const void *field = G_STRUCT_MEMBER_P (self, option->offset);

  switch (option->type)
    {
    case INS_WIRING_UINT:
      return *(const guint *)field;
    case INS_WIRING_INT:
      return *(const int *)field;
    case INS_WIRING_DOUBLE:
    default:
      return *(const double *)field;
    }
}

/* As it is by default, also where "not a number" says that. */
static gboolean
is_same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

/* @value (transfer full) */
static void
take_option (GString *text, const char *name, char *value)
{
  g_string_append_printf (text, "%c%s=", strchr (text->str, '?') == NULL ? '?' : '&', name);
  g_string_append_uri_escaped (text, value, ":,+", TRUE);
  g_free (value);
}

static void
append_pulses (const InsCardWiring *self, GString *text)
{
  switch (self->pulses)
    {
    case INS_PULSES_AT_SYNC:
      take_option (text, "sync", g_strdup_printf ("%u", self->sync_channel));
      break;
    case INS_PULSES_AT_MAIN_BANG:
      take_option (text, "sync", g_strdup ("signal"));
      break;
    case INS_PULSES_AT_TRIGGER:
      take_option (text, "trigger", g_strdup_printf ("%u", self->trigger_input));
      break;
    case INS_PULSES_AT_REPETITION:
    default:
      break;
    }
  if (self->falling && ins_card_wiring_has (self, INS_WIRING_NEEDS_EDGE))
    take_option (text, "edge", g_strdup ("falling"));
}

static void
append_outputs (const InsCardWiring *self, GString *text)
{
  g_autoptr (GString) wires = g_string_new (NULL);

  for (guint i = 0; i < self->n_outputs; i++)
    {
      const InsCardWire *wire = &self->outputs[i];

      g_string_append_printf (wires, "%s%u:", i > 0 ? "," : "", wire->channel);
      if (wire->kind == INS_OUTPUT_SPARE)
        g_string_append (wires, "spare");
      else
        g_string_append_printf (wires, "%s.%s", wire->gate,
                                wire->kind == INS_OUTPUT_TIME ? "time" : "amplitude");
    }
  if (self->n_outputs > 0)
    take_option (text, "outputs", g_strdup (wires->str));
}

static void
append_subdevices (const InsCardWiring *self, GString *text)
{
  if (self->pulser_subdevice != INS_CARD_NONE)
    take_option (text, "pulser",
                 self->pulser_channel > 0
                     ? g_strdup_printf ("%d.%u", self->pulser_subdevice, self->pulser_channel)
                     : g_strdup_printf ("%d", self->pulser_subdevice));
  if (self->encoder_subdevice != INS_CARD_NONE)
    take_option (text, "encoder", g_strdup_printf ("%d", self->encoder_subdevice));
}

char *
ins_card_wiring_to_uri (const InsCardWiring *self)
{
  const char *const *names = ins_card_reference_names ();
  GString *text = g_string_new ("comedi:");
  InsCardWiring usual;

  g_string_append (text, self->path);
  if (self->reference != INS_CARD_REFERENCE_ANY)
    take_option (text, "reference", g_strdup (names[self->reference]));
  append_pulses (self, text);
  append_outputs (self, text);
  append_subdevices (self, text);

  ins_card_wiring_init (&usual, self->path);
  for (guint i = 0; i < INS_WIRING_N_OPTIONS; i++)
    {
      const InsWiringOption *option = &ins_wiring_options[i];
      double value = get_number (self, option);

      if (ins_card_wiring_has (self, option->need) && !is_same (value, get_number (&usual, option)))
        take_option (text, option->name, ins_number_format (value));
    }
  ins_card_wiring_clear (&usual);

  return g_string_free (text, FALSE);
}
