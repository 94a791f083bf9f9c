/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "core/ins-number.h"
#include "devices/digitizer/ins-card-wiring-private.h"

static const char *const known_options[] = {
  "channel", "range",      "reference",        "sync",        "sync_percent",  "edge",
  "trigger", "outputs",    "percent_per_volt", "us_per_volt", "us_at_zero",    "pulser",
  "encoder", "encoder_um", "encoder_a",        "encoder_b",   "encoder_latch", NULL,
};

static gboolean G_GNUC_PRINTF (2, 3) refuse (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (
      error, g_error_new_valist (INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI, format, arguments));
  va_end (arguments);

  return FALSE;
}

/* Digits only: a whole number from 0 to @maximum. */
static gboolean
read_whole (const char *text, guint maximum, guint *value)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 0, maximum, &number, NULL))
    return FALSE;
  *value = (guint)number;

  return TRUE;
}

static void
set_number (InsCardWiring *self, const InsWiringOption *option, double value)
{
  void *field = G_STRUCT_MEMBER_P (self, option->offset);

  switch (option->type)
    {
    case INS_WIRING_UINT:
      *(guint *)field = (guint)value;
      break;
    case INS_WIRING_INT:
      *(int *)field = (int)value;
      break;
    case INS_WIRING_DOUBLE:
    default:
      *(double *)field = value;
      break;
    }
}

static gboolean
refuse_alone (const InsUri *uri, const InsWiringOption *option, GError **error)
{
  const char *name = option->name;

  switch (option->need)
    {
    case INS_WIRING_NEEDS_ASCANS:
      return refuse (error,
                     _ ("“%s”: outputs= names the channels itself, so leave out %s=, for example "
                        "outputs=0:A.amplitude,1:A.time&us_per_volt=10."),
                     uri->text, name);
    case INS_WIRING_NEEDS_THRESHOLD:
      return refuse (error,
                     _ ("“%s”: %s= is the threshold of a sync, so say where that is, for example "
                        "sync=1&%s."),
                     uri->text, name, option->example);
    case INS_WIRING_NEEDS_AMPLITUDE:
      return refuse (error,
                     _ ("“%s”: %s= is for an output with the amplitude of a gate, for example "
                        "outputs=0:A.amplitude&%s."),
                     uri->text, name, option->example);
    case INS_WIRING_NEEDS_TIME:
      return refuse (error,
                     _ ("“%s”: %s= is for an output with the time of flight in a gate, for example "
                        "outputs=1:A.time&us_per_volt=10."),
                     uri->text, name);
    case INS_WIRING_NEEDS_ENCODER:
    case INS_WIRING_NEEDS_NOTHING:
    case INS_WIRING_NEEDS_EDGE:
    default:
      return refuse (error,
                     _ ("“%s”: %s= is about an encoder, so say on which subdevice it is, for "
                        "example encoder=3&encoder_um=5."),
                     uri->text, name);
    }
}

static gboolean
parse_number (InsCardWiring *self, const InsUri *uri, const InsWiringOption *option, GError **error)
{
  const char *text = ins_uri_get_text (uri, option->name);
  double value = 0;
  guint whole;

  if (text == NULL)
    return TRUE;
  if (!ins_card_wiring_has (self, option->need))
    return refuse_alone (uri, option, error);

  if (option->type != INS_WIRING_DOUBLE)
    {
      if (!read_whole (text, (guint)option->maximum, &whole))
        return refuse (error, _ ("“%s”: %s must be a whole number from 0 to %.0f, for example %s."),
                       uri->text, option->name, option->maximum, option->example);
      value = whole;
    }
  else if (!ins_number_parse (text, &value) || value < option->minimum || value > option->maximum)
    return refuse (error,
                   _ ("“%s”: %s must be a number from %g to %g, with a point and no unit, for "
                      "example %s."),
                   uri->text, option->name, option->minimum, option->maximum, option->example);
  set_number (self, option, value);

  return TRUE;
}

static gboolean
parse_reference (InsCardWiring *self, const InsUri *uri, GError **error)
{
  const char *const *names = ins_card_reference_names ();
  const char *text = ins_uri_get_text (uri, "reference");
  g_autofree char *known = g_strjoinv (", ", (char **)names);

  if (text == NULL)
    return TRUE;
  for (int i = 0; names[i] != NULL; i++)
    if (strcmp (text, names[i]) == 0)
      {
        self->reference = i;
        return TRUE;
      }

  return refuse (error,
                 _ ("“%s”: there is no reference “%s”; known ones are %s, for example "
                    "reference=differential."),
                 uri->text, text, known);
}

static gboolean
parse_pulses (InsCardWiring *self, const InsUri *uri, GError **error)
{
  const char *sync = ins_uri_get_text (uri, "sync");
  const char *trigger = ins_uri_get_text (uri, "trigger");

  if (sync != NULL && trigger != NULL)
    return refuse (error,
                   _ ("“%s”: a record begins either at a sync signal or at a trigger input, so "
                      "give only one of them, for example trigger=0."),
                   uri->text);
  if (trigger != NULL)
    {
      self->pulses = INS_PULSES_AT_TRIGGER;
      if (!read_whole (trigger, INS_WIRING_MOST_LINE, &self->trigger_input))
        return refuse (error,
                       _ ("“%s”: trigger= takes the number of the card's trigger input, for "
                          "example trigger=0."),
                       uri->text);
    }
  else if (sync != NULL && strcmp (sync, "signal") == 0)
    self->pulses = INS_PULSES_AT_MAIN_BANG;
  else if (sync != NULL)
    {
      self->pulses = INS_PULSES_AT_SYNC;
      if (!read_whole (sync, INS_WIRING_MOST_INDEX, &self->sync_channel))
        return refuse (error,
                       _ ("“%s”: sync= takes the channel that the pulser's sync output is on, for "
                          "example sync=1, or sync=signal for the main bang."),
                       uri->text);
    }

  return TRUE;
}

static gboolean
parse_edge (InsCardWiring *self, const InsUri *uri, GError **error)
{
  const char *text = ins_uri_get_text (uri, "edge");

  if (text == NULL)
    return TRUE;
  if (!ins_card_wiring_has (self, INS_WIRING_NEEDS_EDGE))
    return refuse (error,
                   _ ("“%s”: edge= is about a sync channel or a trigger input, so name it, for "
                      "example trigger=0&edge=falling."),
                   uri->text);
  self->falling = strcmp (text, "falling") == 0;
  if (!self->falling && strcmp (text, "rising") != 0)
    return refuse (error, _ ("“%s”: an edge is rising or falling, for example edge=falling."),
                   uri->text);

  return TRUE;
}

/* "A.amplitude", "A.time" or "spare" */
static gboolean
read_output_kind (InsCardWire *wire, const char *text)
{
  const char *dot = strrchr (text, '.');
  gsize length = dot != NULL ? (gsize)(dot - text) : 0;

  if (strcmp (text, "spare") == 0)
    {
      wire->kind = INS_OUTPUT_SPARE;
      return TRUE;
    }
  if (length == 0 || length >= sizeof wire->gate || strcspn (text, ".:,") != length)
    return FALSE;
  if (strcmp (dot, ".amplitude") == 0)
    wire->kind = INS_OUTPUT_AMPLITUDE;
  else if (strcmp (dot, ".time") == 0)
    wire->kind = INS_OUTPUT_TIME;
  else
    return FALSE;
  memcpy (wire->gate, text, length);

  return TRUE;
}

static gboolean
parse_wire (InsCardWiring *self, const InsUri *uri, const char *text, GError **error)
{
  InsCardWire wire = { 0 };
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);

  if (g_strv_length (parts) != 2 || !read_whole (parts[0], INS_WIRING_MOST_INDEX, &wire.channel) ||
      !g_utf8_validate (parts[1], -1, NULL) || !read_output_kind (&wire, parts[1]))
    return refuse (error,
                   _ ("“%s”: an output is a channel and the gate and value that it has, for "
                      "example outputs=0:A.amplitude,1:A.time,2:spare&us_per_volt=10."),
                   uri->text);
  for (guint i = 0; i < self->n_outputs; i++)
    {
      const InsCardWire *other = &self->outputs[i];

      if (other->channel == wire.channel)
        return refuse (error,
                       _ ("“%s”: channel %u is wired twice; each output has a channel of its own, "
                          "for example outputs=0:A.amplitude,1:spare."),
                       uri->text, wire.channel);
      if (wire.kind != INS_OUTPUT_SPARE && other->kind == wire.kind &&
          strcmp (other->gate, wire.gate) == 0)
        return refuse (error,
                       _ ("“%s”: channels %u and %u have the same value; write spare for the one "
                          "that is not used, for example outputs=0:A.amplitude,1:spare."),
                       uri->text, other->channel, wire.channel);
    }
  self->outputs[self->n_outputs++] = wire;

  return TRUE;
}

static gboolean
parse_outputs (InsCardWiring *self, const InsUri *uri, GError **error)
{
  const char *text = ins_uri_get_text (uri, "outputs");
  g_auto (GStrv) wires = NULL;

  if (text == NULL)
    return TRUE;
  if (ins_card_wiring_has (self, INS_WIRING_NEEDS_THRESHOLD))
    return refuse (error,
                   _ ("“%s”: the outputs of a flaw detector have no pulse in them, so give "
                      "trigger= instead of sync=, for example "
                      "outputs=0:A.amplitude&trigger=0."),
                   uri->text);
  wires = g_strsplit (text, ",", -1);
  if (g_strv_length (wires) > INS_MAX_OUTPUTS)
    return refuse (error,
                   _ ("“%s”: there are at most %d outputs, for example "
                      "outputs=0:A.amplitude,1:A.time&us_per_volt=10."),
                   uri->text, INS_MAX_OUTPUTS);
  if (wires[0] == NULL)
    return parse_wire (self, uri, "", error);
  for (guint i = 0; wires[i] != NULL; i++)
    if (!parse_wire (self, uri, wires[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
parse_subdevices (InsCardWiring *self, const InsUri *uri, GError **error)
{
  const char *pulser = ins_uri_get_text (uri, "pulser");
  const char *encoder = ins_uri_get_text (uri, "encoder");
  g_auto (GStrv) parts = g_strsplit (pulser != NULL ? pulser : "", ".", 2);
  guint subdevice;

  if (pulser != NULL)
    {
      if (parts[0] == NULL || !read_whole (parts[0], INS_WIRING_MOST_INDEX, &subdevice) ||
          (parts[1] != NULL &&
           !read_whole (parts[1], INS_WIRING_MOST_INDEX, &self->pulser_channel)))
        return refuse (error,
                       _ ("“%s”: pulser= takes the subdevice that makes the pulser fire, and its "
                          "channel after a point, for example pulser=4 or pulser=4.1."),
                       uri->text);
      self->pulser_subdevice = (int)subdevice;
    }
  if (encoder != NULL)
    {
      if (!read_whole (encoder, INS_WIRING_MOST_INDEX, &subdevice))
        return refuse (error,
                       _ ("“%s”: encoder= takes the subdevice of the counter that the encoder is "
                          "on, for example encoder=3&encoder_um=5."),
                       uri->text);
      self->encoder_subdevice = (int)subdevice;
    }

  return TRUE;
}

/* What each option on its own does not show. */
static gboolean
check_whole (const InsCardWiring *self, const InsUri *uri, GError **error)
{
  if (self->pulses == INS_PULSES_AT_SYNC && self->sync_channel == self->channel)
    return refuse (error,
                   _ ("“%s”: channel %u is wired twice; put the sync on a channel of its own, for "
                      "example sync=%u, or write sync=signal for the main bang."),
                   uri->text, self->channel, self->channel == 1 ? 0 : 1);
  if (ins_card_wiring_has (self, INS_WIRING_NEEDS_AMPLITUDE) && self->percent_per_v == 0)
    return refuse (error,
                   _ ("“%s”: percent_per_volt must not be 0; a flaw detector that gives 10 V at "
                      "full screen height has percent_per_volt=10."),
                   uri->text);
  if (ins_card_wiring_has (self, INS_WIRING_NEEDS_TIME) &&
      (isnan (self->us_per_v) || self->us_per_v == 0))
    return refuse (error,
                   _ ("“%s”: an output with a time needs the microseconds for each volt, for "
                      "example us_per_volt=10."),
                   uri->text);
  if (self->encoder_subdevice != INS_CARD_NONE && self->encoder_um == 0)
    return refuse (error,
                   _ ("“%s”: an encoder needs the micrometres for each count, for example "
                      "encoder_um=5, or encoder_um=-5 if it counts down."),
                   uri->text);
  if (self->encoder_subdevice != INS_CARD_NONE && self->encoder_subdevice == self->pulser_subdevice)
    return refuse (error,
                   _ ("“%s”: subdevice %d is wired twice; pulser and encoder need counters of "
                      "their own, for example pulser=4&encoder=3."),
                   uri->text, self->encoder_subdevice);

  return TRUE;
}

static gboolean
parse (InsCardWiring *self, const InsUri *uri, GError **error)
{
  if (!ins_uri_check_options (uri, known_options, error))
    return FALSE;
  if (uri->rest[0] != '/')
    return refuse (error,
                   _ ("“%s” names no device. The address of the first card is "
                      "comedi:/dev/comedi0."),
                   uri->text);
  if (!parse_reference (self, uri, error) || !parse_pulses (self, uri, error) ||
      !parse_edge (self, uri, error) || !parse_outputs (self, uri, error) ||
      !parse_subdevices (self, uri, error))
    return FALSE;
  for (guint i = 0; i < INS_WIRING_N_OPTIONS; i++)
    if (!parse_number (self, uri, &ins_wiring_options[i], error))
      return FALSE;

  return check_whole (self, uri, error);
}

gboolean
ins_card_wiring_parse (InsCardWiring *self, const InsUri *uri, GError **error)
{
  InsCardWiring wiring;

  ins_card_wiring_init (&wiring, uri->rest);
  if (!parse (&wiring, uri, error))
    {
      ins_card_wiring_clear (&wiring);
      return FALSE;
    }
  *self = wiring;

  return TRUE;
}
