/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: the kernel's drivers/comedi/drivers/ni_mio_common.c (PFI lines) and ni_660x.c. */
#include "config.h"

#include <errno.h>

#include "fake-ni-lines.h"

static int
set_routing (FakeNiLines *self, guint line, guint source)
{
  switch (self->series)
    {
    case FAKE_NI_M_SERIES:
      if (source > 0x1f)
        return -EINVAL;
      break;
    case FAKE_NI_660X:
      if ((source == NI_660X_PFI_OUTPUT_COUNTER && line < 8) ||
          (source == NI_660X_PFI_OUTPUT_DIO && line > 31) || source == 0 || source > 2)
        return -EINVAL;
      break;
    case FAKE_NI_E_SERIES:
    default:
      if (source != self->routing[line])
        return -EINVAL;
      break;
    }
  self->routing[line] = source;

  return 2;
}

static int
lines_config (FakeSubdevice *it, guint chanspec, guint n, lsampl_t *data)
{
  FakeNiLines *self = it->data;
  guint line = CR_CHAN (chanspec);

  switch (data[0])
    {
    case INSN_CONFIG_DIO_OUTPUT:
    case INSN_CONFIG_DIO_INPUT:
      self->is_output[line] = data[0] == INSN_CONFIG_DIO_OUTPUT;
      return 1;
    case INSN_CONFIG_SET_ROUTING:
      return set_routing (self, line, data[1]);
    case INSN_CONFIG_GET_ROUTING:
      data[1] = self->routing[line];
      return 2;
    default:
      return -EINVAL;
    }
}

FakeNiLines *
fake_ni_lines_find (FakeCard *card)
{
  for (guint i = 0; i < card->state->n_subdevices; i++)
    if (card->state->subdevices[i].driver->insn_config == lines_config)
      return card->state->subdevices[i].data;

  g_assert_not_reached ();
}

int
fake_card_get_line (FakeCard *self, guint line)
{
  const FakeNiLines *lines = fake_ni_lines_find (self);

  if (!lines->is_output[line])
    return -1;
  for (guint i = 0; i < self->state->n_subdevices; i++)
    {
      const FakeSubdevice *it = &self->state->subdevices[i];
      guint counter;

      if (!fake_is_ni_counter (it))
        continue;
      counter = fake_ni_counter_get_index (it);
      if (lines->series == FAKE_NI_M_SERIES &&
          lines->routing[line] == NI_PFI_OUTPUT_GOUT0 + counter)
        return (int)i;
      if (lines->series == FAKE_NI_660X && line == 36 - 4 * counter &&
          lines->routing[line] == NI_660X_PFI_OUTPUT_COUNTER)
        return (int)i;
    }

  return -1;
}

guint
fake_card_add_ni_counters (FakeCard *self, FakeNiSeries series, guint n_counters)
{
  static const char *const drivers[] = { "ni_pcimio", "ni_pcimio", "ni_660x" };
  static const char *const boards[] = { "pci-6071e", "pci-6251", "PCI-6602" };
  static const guint n_lines[] = { 10, 16, 40 };
  static const FakeDriver line_driver = { .insn_config = lines_config };
  FakeNiLines *lines = g_new0 (FakeNiLines, 1);
  guint first = self->state->n_subdevices + 1;
  FakeSubdevice *it = fake_card_add (self, COMEDI_SUBD_DIO, SDF_READABLE | SDF_WRITABLE,
                                     n_lines[series]);

  *lines = (FakeNiLines){ .series = series, .has_routes = TRUE, .line_a = 8, .line_b = 10 };
  it->driver = &line_driver;
  it->data = lines;
  self->state->driver_name = drivers[series];
  self->state->board_name = boards[series];
  for (guint i = 0; i < n_counters; i++)
    fake_card_add_ni_counter (self, series, i);
  if (series != FAKE_NI_660X)
    {
      it = fake_card_add (self, COMEDI_SUBD_COUNTER, SDF_WRITABLE, 1);
      it->maxdata = 0xf;
    }

  return first;
}

void
fake_card_forget_ni_routes (FakeCard *self)
{
  fake_ni_lines_find (self)->has_routes = FALSE;
}

void
fake_card_wire_encoder (FakeCard *self, guint line_a, guint line_b)
{
  FakeNiLines *lines = fake_ni_lines_find (self);

  lines->line_a = line_a;
  lines->line_b = line_b;
}
