/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>

#include "devices/digitizer/ins-ni-counter.h"

#define N_REGISTERS 3 /* channels of a counter's subdevice: counter, load A, load B */
#define FIRST_OUTPUT_PFI 12
#define N_E_SERIES_PFI 10
#define LAST_660X_OUTPUT 36 /* "CTR 0 OUT"; each further counter's lies four below */

static gboolean
is_gpct (comedi_t *device, guint subdevice)
{
  return comedi_get_subdevice_type (device, subdevice) == COMEDI_SUBD_COUNTER &&
         comedi_get_n_channels (device, subdevice) == N_REGISTERS;
}

gboolean
ins_ni_counter_find (InsNiCounter *self, comedi_t *device, guint subdevice)
{
  static const char *const mio_drivers[] = { "ni_pcimio", "ni_atmio", "ni_mio_cs", NULL };
  const char *driver = comedi_get_driver_name (device);
  gboolean is_660x = g_strcmp0 (driver, "ni_660x") == 0;

  if (driver == NULL || (!is_660x && !g_strv_contains (mio_drivers, driver)) ||
      !is_gpct (device, subdevice))
    return FALSE;

  *self = (InsNiCounter){ .device = device, .subdevice = subdevice };
  self->maxdata = comedi_get_maxdata (device, subdevice, 0);
  self->series = self->maxdata > 0xffffff ? INS_NI_M_SERIES : INS_NI_E_SERIES;
  if (is_660x)
    self->series = INS_NI_660X;
  for (guint i = 0; i < subdevice; i++)
    self->index += is_gpct (device, i) ? 1 : 0;

  return TRUE;
}

/* Since Linux 5.0 the TIO also wants a route that it knows when a gate is switched off. */
static gboolean
set_gate (const InsNiCounter *self, guint gate)
{
  if (self->series == INS_NI_660X && gate == NI_GPCT_DISABLED_GATE_SELECT)
    gate |= NI_GPCT_GATE_PIN_i_GATE_SELECT;

  return comedi_set_gate_source (self->device, self->subdevice, 0, 0, gate) >= 0;
}

/* The E series has no second gate. */
static gboolean
disable_second_gate (const InsNiCounter *self)
{
  guint gate = NI_GPCT_DISABLED_GATE_SELECT;

  if (self->series == INS_NI_E_SERIES)
    return TRUE;
  if (self->series == INS_NI_660X)
    gate |= NI_GPCT_UP_DOWN_PIN_i_GATE_SELECT;

  return comedi_set_gate_source (self->device, self->subdevice, 0, 1, gate) >= 0;
}

/* The first value goes through the load register that the mode bits select, so mode comes before
 * values. */
gboolean
ins_ni_counter_program (const InsNiCounter *self, const InsNiProgram *program)
{
  comedi_t *device = self->device;
  guint subdevice = self->subdevice;

  return comedi_reset (device, subdevice) >= 0 && set_gate (self, program->gate) &&
         disable_second_gate (self) &&
         comedi_set_counter_mode (device, subdevice, 0, program->mode) >= 0 &&
         comedi_set_clock_source (device, subdevice, 0, program->clock, program->clock_ns) >= 0 &&
         comedi_data_write (device, subdevice, 1, 0, 0, program->load_a) >= 0 &&
         comedi_data_write (device, subdevice, 2, 0, 0, program->load_b) >= 0 &&
         comedi_data_write (device, subdevice, 0, 0, 0, program->start) >= 0;
}

/* The subdevice of the PFI lines: digital lines whose routing can be asked for; -1 none. */
static int
find_lines (const InsNiCounter *self, guint line)
{
  int n = comedi_get_n_subdevices (self->device);
  guint routing;

  for (int i = 0; i < n; i++)
    if (comedi_get_subdevice_type (self->device, (guint)i) == COMEDI_SUBD_DIO &&
        comedi_get_n_channels (self->device, (guint)i) > MAX ((int)line, N_E_SERIES_PFI) &&
        comedi_get_routing (self->device, (guint)i, line, &routing) >= 0)
      return i;
  errno = EINVAL;

  return -1;
}

static gboolean
route (const InsNiCounter *self, guint line, guint source)
{
  int lines = find_lines (self, line);

  return lines >= 0 && comedi_set_routing (self->device, (guint)lines, line, source) >= 0 &&
         comedi_dio_config (self->device, (guint)lines, line, COMEDI_OUTPUT) >= 0;
}

gboolean
ins_ni_counter_route_output (const InsNiCounter *self, guint pfi, char *terminal, gsize n_terminal)
{
  switch (self->series)
    {
    case INS_NI_M_SERIES:
      pfi = pfi > 0 ? pfi : FIRST_OUTPUT_PFI + self->index;
      g_snprintf (terminal, n_terminal, "PFI %u", pfi);
      return route (self, pfi, NI_PFI_OUTPUT_GOUT0 + self->index);
    case INS_NI_660X:
      g_snprintf (terminal, n_terminal, "CTR %u OUT", self->index);
      return route (self, LAST_660X_OUTPUT - 4 * self->index, NI_660X_PFI_OUTPUT_COUNTER);
    case INS_NI_E_SERIES:
    default:
      g_snprintf (terminal, n_terminal, "GPCTR%u_OUT", self->index);
      return TRUE;
    }
}
