/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-card-wiring.h"
#include "devices/simulated/ins-sim-detector.h"

#define LEAST_ECHO 0.02 /* of full scale: below it a gate sees nothing */

static const char *const detector_options[] = { "outputs", "percent_per_volt", "us_per_volt",
                                                "us_at_zero", NULL };

static const char *const gate_names[] = { "I", "F", "B", NULL };

/* The same options on a Comedi address, which the wiring knows how to read. */
static InsUri *
to_comedi (const InsUri *uri, GError **error)
{
  g_autoptr (GString) text = g_string_new ("comedi:/dev/comedi0");

  for (const char *const *option = detector_options; *option != NULL; option++)
    {
      const char *value = ins_uri_get_text (uri, *option);
      g_autofree char *escaped = value != NULL ? g_uri_escape_string (value, NULL, TRUE) : NULL;

      if (escaped != NULL)
        g_string_append_printf (text, "%c%s=%s", strchr (text->str, '?') != NULL ? '&' : '?',
                                *option, escaped);
    }

  return ins_uri_parse (text->str, error);
}

static gboolean
take_wire (InsSimDetector *self,
           const InsCardWiring *wiring,
           const InsCardWire *wire,
           GError **error)
{
  InsCardOutput *output = &self->outputs[self->n_outputs++];

  *output = (InsCardOutput){
    .kind = wire->kind,
    .scale = { .n_terms = 2,
               .coefficients = { 0.0, INS_SIM_DETECTOR_FULL_SCALE_V /
                                          INS_SIM_DETECTOR_FULL_SCALE_COUNTS } },
  };
  g_strlcpy (output->gate, wire->gate, sizeof output->gate);
  if (wire->kind == INS_OUTPUT_AMPLITUDE)
    output->per_v = wiring->percent_per_v;
  else if (wire->kind == INS_OUTPUT_TIME)
    {
      output->per_v = wiring->us_per_v * 1e-6;
      output->at_zero_v = wiring->us_at_zero * 1e-6;
    }
  if (wire->kind == INS_OUTPUT_SPARE || g_strv_contains (gate_names, wire->gate))
    return TRUE;

  g_set_error (
      error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
      _ ("The simulated flaw detector has the gates I, F and B, not “%s”. Change outputs."),
      wire->gate);

  return FALSE;
}

gboolean
ins_sim_detector_init (InsSimDetector *self, const InsUri *uri, GError **error)
{
  g_autoptr (InsUri) comedi = to_comedi (uri, error);
  InsCardWiring wiring;
  gboolean good = TRUE;

  *self = (InsSimDetector){ .n_outputs = 0 };
  if (comedi == NULL || !ins_card_wiring_parse (&wiring, comedi, error))
    return FALSE;
  for (guint i = 0; good && i < wiring.n_outputs; i++)
    good = take_wire (self, &wiring, &wiring.outputs[i], error);
  ins_card_wiring_clear (&wiring);

  return good;
}

/* NULL if there is none. */
static const InsSimEcho *
find (const InsSimEcho *echoes, guint n, double from_s, double to_s, gboolean last)
{
  const InsSimEcho *found = NULL;

  for (guint i = 0; i < n; i++)
    {
      const InsSimEcho *echo = &echoes[i];

      if (fabs (echo->amplitude) < LEAST_ECHO || echo->time_s < from_s || echo->time_s > to_s)
        continue;
      if (found == NULL || (echo->time_s < found->time_s) != last)
        found = echo;
    }

  return found;
}

static const InsSimEcho *
find_in_gate (char gate, const InsSimEcho *echoes, guint n)
{
  const InsSimEcho *interface = find (echoes, n, 26e-6, 28e-6, FALSE);

  if (gate == 'I' || interface == NULL)
    return interface;

  return find (echoes, n, interface->time_s + 0.3e-6,
               interface->time_s + (gate == 'F' ? 2.5e-6 : 10e-6), gate == 'B');
}

static gint16
to_counts (double v)
{
  double counts = rint (v / INS_SIM_DETECTOR_FULL_SCALE_V * INS_SIM_DETECTOR_FULL_SCALE_COUNTS);

  return (gint16)CLAMP (counts, -INS_SIM_DETECTOR_FULL_SCALE_COUNTS,
                        INS_SIM_DETECTOR_FULL_SCALE_COUNTS - 1);
}

void
ins_sim_detector_fill (const InsSimDetector *self,
                       const InsSimEcho *echoes,
                       guint n_echoes,
                       gint16 *samples)
{
  for (guint i = 0; i < self->n_outputs; i++)
    {
      const InsCardOutput *output = &self->outputs[i];
      const InsSimEcho *echo = output->kind != INS_OUTPUT_SPARE
                                   ? find_in_gate (output->gate[0], echoes, n_echoes)
                                   : NULL;

      if (output->kind == INS_OUTPUT_AMPLITUDE)
        samples[i] = to_counts (echo != NULL ? 100.0 * fabs (echo->amplitude) / output->per_v
                                             : 0.0);
      else if (output->kind == INS_OUTPUT_TIME)
        samples[i] = to_counts (echo != NULL ? (echo->time_s - output->at_zero_v) / output->per_v
                                             : INS_SIM_DETECTOR_FULL_SCALE_V);
      else
        samples[i] = 0;
    }
}
