/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PCI-6110, 6220, 6221 and 6280. Source: the kernel's drivers/comedi/drivers/ni_pcimio.c (boards)
 * and ni_mio_common.c: ni_ai_cmdtest, ni_ai_cmd, ni_ai_inttrig, ni_ai_poll, ni_E_init. */
#include "config.h"

#include <errno.h>

#include "fake-card-ni.h"
#include "fake-comedi-check.h"
#include "fake-counter.h"

#define MAX_CHANLIST 512
#define PAGE_BYTES 4096u
#define N_STAGES_611X 3 /* of its converters' pipeline */
#define MAX_COUNT 0x01000000u

#define V(x)                                                                                       \
  {                                                                                                \
    -(x), (x), UNIT_volt                                                                           \
  }

static const comedi_range ranges_611x[] = { V (50), V (20), V (10),  V (5),
                                            V (2),  V (1),  V (0.5), V (0.2) };
static const comedi_range ranges_622x[] = { V (10), V (5), V (1), V (0.2) };
static const comedi_range ranges_628x[] = {
  V (10), V (5), V (2), V (1), V (0.5), V (0.2), V (0.1)
};
static const comedi_range ranges_output[] = { V (10) };

static const struct
{
  FakeModel model;
  FakeNiBoard board;
} boards[] = {
  { FAKE_PCI_6110,
    { "pci-6110", FALSE, TRUE, 4, 200, 8192, 0xfff, ranges_611x, G_N_ELEMENTS (ranges_611x), 2, 250,
      2048 } },
  { FAKE_PCI_6220,
    { "pci-6220", TRUE, FALSE, 16, 4000, 512, 0xffff, ranges_622x, G_N_ELEMENTS (ranges_622x), 0, 0,
      0 } },
  { FAKE_PCI_6221,
    { "pci-6221", TRUE, FALSE, 16, 4000, 4095, 0xffff, ranges_622x, G_N_ELEMENTS (ranges_622x), 2,
      1200, 8191 } },
  { FAKE_PCI_6280,
    { "pci-6280", TRUE, FALSE, 16, 1600, 2047, 0x3ffff, ranges_628x, G_N_ELEMENTS (ranges_628x), 0,
      0, 0 } },
};

const FakeNiBoard *
fake_ni_get_board (const FakeCard *card)
{
  for (gsize i = 0; i < G_N_ELEMENTS (boards); i++)
    if (boards[i].model == card->state->model)
      return &boards[i].board;
  g_assert_not_reached ();
}

guint
fake_ni_round_ns (guint ns, guint flags)
{
  switch (flags & CMDF_ROUND_MASK)
    {
    case CMDF_ROUND_DOWN:
      return ns / FAKE_NI_TICK_NS * FAKE_NI_TICK_NS;
    case CMDF_ROUND_UP:
      return (ns + FAKE_NI_TICK_NS - 1) / FAKE_NI_TICK_NS * FAKE_NI_TICK_NS;
    default:
      return (ns + FAKE_NI_TICK_NS / 2) / FAKE_NI_TICK_NS * FAKE_NI_TICK_NS;
    }
}

int
fake_ni_find_pfi (const FakeCard *card, guint channel, guint offset)
{
  guint n_lines = fake_ni_get_board (card)->is_m_series ? 16 : 10;
  guint line = channel - FAKE_NI_NAMES;

  if (channel < FAKE_NI_NAMES)
    {
      guint value = channel + offset;

      if (value >= NI_USUAL_RTSI_SELECT (0) && value <= NI_USUAL_RTSI_SELECT (6))
        return FAKE_UNCONNECTED;
      for (line = 0; line < n_lines; line++)
        if (value == NI_USUAL_PFI_SELECT (line))
          break;
    }

  return line < n_lines ? (int)line : -1;
}

/* --- analogue input ------------------------------------------------------------------------- */

static gboolean
check_scan_begin (const FakeSubdevice *self, comedi_cmd *command)
{
  const FakeNiBoard *board = fake_ni_get_board (self->card);
  guint least = board->input_speed_ns * (board->is_611x ? 1 : command->chanlist_len);
  gboolean is_wrong;

  if (command->scan_begin_src == TRIG_EXT)
    return fake_ni_find_pfi (self->card, CR_CHAN (command->scan_begin_arg), 1) < 0;
  is_wrong = fake_check_min (&command->scan_begin_arg, least);

  return is_wrong | fake_check_max (&command->scan_begin_arg, FAKE_NI_TICK_NS * FAKE_NI_TIMER);
}

static gboolean
check_convert (const FakeSubdevice *self, comedi_cmd *command)
{
  const FakeNiBoard *board = fake_ni_get_board (self->card);
  gboolean is_wrong;

  if (command->convert_src == TRIG_EXT)
    return fake_ni_find_pfi (self->card, CR_CHAN (command->convert_arg), 1) < 0;
  if (command->convert_src == TRIG_NOW || board->is_611x)
    return fake_check_is (&command->convert_arg, 0);
  is_wrong = fake_check_min (&command->convert_arg, board->input_speed_ns);

  return is_wrong | fake_check_max (&command->convert_arg, FAKE_NI_TICK_NS * 0xffff);
}

static gboolean
check_arguments (const FakeSubdevice *self, comedi_cmd *command)
{
  guint most = MAX_COUNT - (fake_ni_get_board (self->card)->is_611x ? N_STAGES_611X : 0);
  gboolean is_wrong;

  if (command->start_src == TRIG_EXT)
    is_wrong = fake_ni_find_pfi (self->card, CR_CHAN (command->start_arg), 1) < 0;
  else
    is_wrong = fake_check_is (&command->start_arg, 0);
  is_wrong |= check_scan_begin (self, command);
  is_wrong |= check_convert (self, command);
  is_wrong |= fake_check_is (&command->scan_end_arg, command->chanlist_len);
  if (command->stop_src == TRIG_COUNT)
    {
      is_wrong |= fake_check_max (&command->stop_arg, most);
      is_wrong |= fake_check_min (&command->stop_arg, 1);
    }
  else
    is_wrong |= fake_check_is (&command->stop_arg, 0);

  return is_wrong;
}

static gboolean
round_arguments (const FakeSubdevice *self, comedi_cmd *command)
{
  gboolean is_wrong = FALSE;

  if (command->scan_begin_src == TRIG_TIMER)
    is_wrong |= fake_check_is (&command->scan_begin_arg,
                               fake_ni_round_ns (command->scan_begin_arg, command->flags));
  if (command->convert_src != TRIG_TIMER || fake_ni_get_board (self->card)->is_611x)
    return is_wrong;
  is_wrong |= fake_check_is (&command->convert_arg,
                             fake_ni_round_ns (command->convert_arg, command->flags));
  if (command->scan_begin_src == TRIG_TIMER)
    is_wrong |= fake_check_min (&command->scan_begin_arg,
                                command->convert_arg * command->scan_end_arg);

  return is_wrong;
}

static int
input_command_test (FakeSubdevice *self, comedi_cmd *command)
{
  guint convert = TRIG_TIMER | TRIG_EXT | (fake_ni_get_board (self->card)->is_611x ? TRIG_NOW : 0);
  gboolean is_wrong = fake_check_source (&command->start_src, TRIG_NOW | TRIG_INT | TRIG_EXT);

  is_wrong |= fake_check_source (&command->scan_begin_src, TRIG_TIMER | TRIG_EXT);
  is_wrong |= fake_check_source (&command->convert_src, convert);
  is_wrong |= fake_check_source (&command->scan_end_src, TRIG_COUNT);
  is_wrong |= fake_check_source (&command->stop_src, TRIG_COUNT | TRIG_NONE);
  if (is_wrong)
    return 1;
  if (fake_check_unique (command->start_src) || fake_check_unique (command->scan_begin_src) ||
      fake_check_unique (command->convert_src) || fake_check_unique (command->stop_src))
    return 2;
  if (check_arguments (self, command))
    return 3;

  return round_arguments (self, command) ? 4 : 0;
}

/* DMA empties the card's memory when it is half full, and interrupts when a page is: samples come
 * late and in lumps, unless the command asks to be told of each scan. The 611x has a pipeline: a
 * scan comes out three scans later. Conversions by an external clock are not modelled. */
static int
input_start (FakeSubdevice *self)
{
  const comedi_cmd *command = &self->command;
  const FakeNiBoard *board = fake_ni_get_board (self->card);
  FakeRun *run = &self->run;
  gboolean wakes = (command->flags & CMDF_WAKE_EOS) != 0 ||
                   (command->stop_src == TRIG_COUNT && command->stop_arg == 1 && !board->is_611x);

  if (command->convert_src == TRIG_EXT)
    return -EIO;
  run->waits_for_edge = command->start_src == TRIG_EXT;
  run->start_falls = (command->start_arg & CR_INVERT) != 0;
  if (run->waits_for_edge)
    run->start_input = (guint)fake_ni_find_pfi (self->card, CR_CHAN (command->start_arg), 1);
  run->waits_for_call = command->start_src == TRIG_INT;
  if (command->scan_begin_src == TRIG_EXT)
    {
      run->scan_input = (guint)fake_ni_find_pfi (self->card, CR_CHAN (command->scan_begin_arg), 1);
      run->scan_falls = (command->scan_begin_arg & CR_INVERT) != 0;
    }
  else
    run->scan_ns = command->scan_begin_arg;
  run->convert_ns = board->is_611x ? 0 : command->convert_arg;
  run->n_late = board->is_611x ? N_STAGES_611X : 0;
  run->half_fifo = (board->input_fifo + 1) / 2;
  run->block = wakes ? command->chanlist_len
                     : MAX (run->half_fifo, PAGE_BYTES / fake_subdevice_get_sample_bytes (self));

  return 0;
}

static int
input_trigger (FakeSubdevice *self, guint number)
{
  if (number != self->command.start_arg)
    return -EINVAL;
  self->run.waits_for_call = FALSE;
  fake_stream_begin (self, fake_comedi_now_ns ());

  return 1;
}

/* Hands on what DMA has brought, though no page is full. */
static int
input_poll (FakeSubdevice *self)
{
  fake_stream_sync (self, MIN (self->run.half_fifo, self->run.block));

  return (int)(self->n_written - self->n_read);
}

/* The card's interrupt is one for all: with samples come the counters' latches. */
static void
interrupt (FakeSubdevice *self)
{
  FakeCardState *state = self->card->state;

  for (guint i = 0; i < state->n_subdevices; i++)
    if (state->subdevices[i].type == COMEDI_SUBD_COUNTER)
      fake_stream_sync (&state->subdevices[i], 1);
}

static void
attach_input (FakeCard *self, const FakeNiBoard *board)
{
  static const FakeDriver input = { .command_test = input_command_test,
                                    .start = input_start,
                                    .trigger = input_trigger,
                                    .poll = input_poll,
                                    .interrupt = interrupt,
                                    .sample = fake_input_sample,
                                    .insn_read = fake_input_insn_read };
  guint flags = SDF_READABLE | SDF_DIFF | SDF_DITHER;
  FakeSubdevice *it;

  flags |= board->is_611x ? 0 : SDF_GROUND | SDF_COMMON | SDF_OTHER;
  flags |= board->input_maxdata > 0xffff ? SDF_LSAMPL : 0;
  flags |= board->is_m_series ? SDF_SOFT_CALIBRATED : 0;
  it = fake_card_add (self, COMEDI_SUBD_AI, flags, board->n_inputs);
  it->driver = &input;
  fake_subdevice_set_scale (it, board->input_maxdata, board->input_ranges, board->n_input_ranges);
  fake_subdevice_set_commands (it, MAX_CHANLIST);
  self->state->read_subdevice = (int)it->number;
}

static void
attach_output (FakeCard *self, const FakeNiBoard *board)
{
  guint flags = SDF_WRITABLE | SDF_DEGLITCH | SDF_GROUND;
  FakeSubdevice *it;

  if (board->n_outputs == 0)
    {
      fake_card_add (self, COMEDI_SUBD_UNUSED, 0, 0);
      return;
    }
  flags |= board->is_m_series ? SDF_SOFT_CALIBRATED : 0;
  it = fake_card_add (self, COMEDI_SUBD_AO, flags, board->n_outputs);
  it->driver = &fake_ni_output_driver;
  fake_subdevice_set_scale (it, 0xffff, ranges_output, G_N_ELEMENTS (ranges_output));
  fake_subdevice_set_commands (it, board->n_outputs);
  self->state->write_subdevice = (int)it->number;
}

/* Counters at 11 and 12 as the driver has them; its PFI lines are at 7 and RTSI here. */
void
fake_card_ni_attach (FakeCard *self)
{
  const FakeNiBoard *board = fake_ni_get_board (self);

  attach_input (self, board);
  attach_output (self, board);
  fake_card_add (self, COMEDI_SUBD_DIO, SDF_WRITABLE | SDF_READABLE, 8);
  fake_card_add (self, COMEDI_SUBD_UNUSED, 0, 0); /* 8255 */
  fake_card_add (self, COMEDI_SUBD_UNUSED, 0, 0);
  fake_card_add (self, COMEDI_SUBD_CALIB, SDF_INTERNAL, 1);
  fake_card_add (self, COMEDI_SUBD_MEMORY, SDF_READABLE | SDF_INTERNAL, 512);
  fake_card_add (self, COMEDI_SUBD_DIO, SDF_READABLE | SDF_WRITABLE | SDF_INTERNAL, 8); /* RTSI */
  fake_card_add (self, COMEDI_SUBD_UNUSED, 0, 0); /* calibration ADC of others */
  fake_card_add (self, COMEDI_SUBD_SERIAL, SDF_READABLE | SDF_WRITABLE | SDF_INTERNAL, 1);
  fake_card_add_ni_counters (self, board->is_m_series ? FAKE_NI_M_SERIES : FAKE_NI_E_SERIES, 2);
  self->state->driver_name = "ni_pcimio";
  self->state->board_name = board->name;
}
