/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PCI-DAS4020/12. Source: the kernel's drivers/comedi/drivers/cb_pcidas64.c: ai_cmdtest,
 * check_adc_timing, cb_pcidas64_ai_check_chanlist, ai_cmd, drain_dma_buffers, handle_ai_interrupt,
 * ai_config_block_size, setup_subdevices. */
#include "config.h"

#include <errno.h>
#include <math.h>

#include "fake-comedi-card.h"
#include "fake-comedi-check.h"

#define N_CHANNELS 4
#define MAXDATA 4095
#define TICK_NS 25u /* 40 MHz */
#define COUNTER 0xffffffu
#define MIN_DIVISOR 2u
#define DMA_BYTES 4096u        /* one of the buffers that the card fills in turn */
#define SEGMENT_BYTES 0x20000u /* the other limit: half of its memory */
#define MAX_CHANLIST 0x2000

static guint
round_ticks (guint ns, guint flags)
{
  switch (flags & CMDF_ROUND_MASK)
    {
    case CMDF_ROUND_UP:
      return ns / TICK_NS + (ns % TICK_NS > 0 ? 1 : 0);
    case CMDF_ROUND_DOWN:
      return ns / TICK_NS;
    default:
      return (guint)(((guint64)ns + TICK_NS / 2) / TICK_NS);
    }
}

/* With a convert timer the driver takes 0 and 1 as divisors too, which the card cannot do. */
static guint
get_divisor (const comedi_cmd *command)
{
  guint least = command->convert_src == TRIG_TIMER ? 0 : MIN_DIVISOR;
  guint most = command->convert_src == TRIG_TIMER ? COUNTER - 1 : COUNTER + MIN_DIVISOR;

  return CLAMP (round_ticks (command->scan_begin_arg, command->flags), least, most);
}

static gboolean
check_sources (comedi_cmd *command)
{
  gboolean is_wrong = fake_check_source (&command->start_src, TRIG_NOW | TRIG_EXT);

  is_wrong |= fake_check_source (&command->scan_begin_src, TRIG_TIMER | TRIG_OTHER);
  is_wrong |= fake_check_source (&command->convert_src, TRIG_TIMER | TRIG_NOW);
  is_wrong |= fake_check_source (&command->scan_end_src, TRIG_COUNT);
  is_wrong |= fake_check_source (&command->stop_src, TRIG_COUNT | TRIG_EXT | TRIG_NONE);

  return is_wrong;
}

static gboolean
is_chanlist_possible (const comedi_cmd *command)
{
  for (guint i = 1; i < command->chanlist_len; i++)
    if (CR_AREF (command->chanlist[i]) != CR_AREF (command->chanlist[0]) ||
        CR_CHAN (command->chanlist[i]) != CR_CHAN (command->chanlist[0]) + i)
      return FALSE;

  return command->chanlist_len != 3;
}

/* The period is looked at only where conversions are timed too. */
static int
input_command_test (FakeSubdevice *self, comedi_cmd *command)
{
  gboolean is_wrong = FALSE;

  if (check_sources (command))
    return 1;
  if (fake_check_unique (command->start_src) || fake_check_unique (command->scan_begin_src) ||
      fake_check_unique (command->convert_src) || fake_check_unique (command->stop_src))
    return 2;
  if (command->start_src == TRIG_NOW)
    is_wrong |= fake_check_is (&command->start_arg, 0);
  if (command->convert_src == TRIG_TIMER)
    is_wrong |= fake_check_is (&command->convert_arg, 0);
  is_wrong |= fake_check_counts (command);
  if (is_wrong)
    return 3;
  if (command->convert_src == TRIG_TIMER && command->scan_begin_src == TRIG_TIMER &&
      fake_check_is (&command->scan_begin_arg, get_divisor (command) * TICK_NS))
    return 4;
  if (command->chanlist != NULL && !is_chanlist_possible (command))
    return 5;

  return 0;
}

/* The counter is loaded with the divisor less 2, in 24 bits. */
static double
get_period_ns (const comedi_cmd *command)
{
  guint divisor = get_divisor (command);

  return (double)(((divisor - MIN_DIVISOR) & COUNTER) + MIN_DIVISOR) * TICK_NS;
}

/* It samples on until it is cancelled; the driver counts what came by DMA, whole buffers. An
 * external clock is not connected. */
static int
input_start (FakeSubdevice *self)
{
  const comedi_cmd *command = &self->command;
  FakeRun *run = &self->run;
  const guint *block_bytes = self->data;

  run->waits_for_edge = command->start_src == TRIG_EXT;
  run->start_input = CR_CHAN (command->start_arg) != 0 ? 1 : 0; /* BNC, else a digital line */
  run->start_falls = (command->start_arg & CR_INVERT) != 0;
  run->scan_ns = command->scan_begin_src == TRIG_TIMER ? get_period_ns (command) : 0;
  run->scan_input = FAKE_UNCONNECTED;
  run->block = MIN (*block_bytes, DMA_BYTES) / sizeof (sampl_t);
  run->ends_at_block = TRUE;

  return 0;
}

/* Segments of the card's memory are a multiple of 256 times two samples. */
static int
input_config (FakeSubdevice *self, guint chanspec, guint n, lsampl_t *data)
{
  guint *block_bytes = self->data;
  guint step = 256 * 2 * sizeof (sampl_t);

  if (data[0] != INSN_CONFIG_BLOCK_SIZE)
    return -EINVAL;
  if (data[1] > 0)
    *block_bytes = CLAMP ((data[1] + step / 2) / step * step, step, SEGMENT_BYTES);
  data[1] = *block_bytes;

  return 2;
}

static int
output_insn_read (FakeSubdevice *self, guint chanspec, lsampl_t *data)
{
  GArray *output = self->card->state->outputs[CR_CHAN (chanspec)];

  *data = output->len > 0 ? g_array_index (output, lsampl_t, output->len - 1) : 0;

  return 1;
}

void
fake_card_das4020_attach (FakeCard *self)
{
  static const comedi_range input_ranges[] = { { -5, 5, UNIT_volt }, { -1, 1, UNIT_volt } };
  static const comedi_range output_ranges[] = { { -5, 5, UNIT_volt }, { -10, 10, UNIT_volt } };
  static const FakeDriver input = { .command_test = input_command_test,
                                    .start = input_start,
                                    .sample = fake_input_sample,
                                    .insn_read = fake_input_insn_read,
                                    .insn_config = input_config };
  static const FakeDriver output = { .insn_read = output_insn_read,
                                     .insn_write = fake_output_insn_write };
  FakeSubdevice *it;

  self->state->driver_name = "cb_pcidas64";
  self->state->board_name = "pci-das4020/12";
  it = fake_card_add (self, COMEDI_SUBD_AI, SDF_READABLE | SDF_GROUND | SDF_DITHER, N_CHANNELS);
  it->driver = &input;
  it->data = g_new (guint, 1);
  *(guint *)it->data = SEGMENT_BYTES;
  fake_subdevice_set_scale (it, MAXDATA, input_ranges, G_N_ELEMENTS (input_ranges));
  fake_subdevice_set_commands (it, MAX_CHANLIST);
  self->state->read_subdevice = (int)it->number;

  /* says that it can do commands, and cannot */
  it = fake_card_add (self, COMEDI_SUBD_AO,
                      SDF_READABLE | SDF_WRITABLE | SDF_GROUND | SDF_CMD_WRITE, 2);
  it->driver = &output;
  fake_subdevice_set_scale (it, MAXDATA, output_ranges, G_N_ELEMENTS (output_ranges));

  fake_card_add (self, COMEDI_SUBD_UNUSED, 0, 0);
  fake_card_add (self, COMEDI_SUBD_UNUSED, 0, 0);
  fake_card_add (self, COMEDI_SUBD_DIO, SDF_READABLE | SDF_WRITABLE, 24);
  fake_card_add (self, COMEDI_SUBD_UNUSED, 0, 0);
  fake_card_add (self, COMEDI_SUBD_CALIB, SDF_READABLE | SDF_WRITABLE | SDF_INTERNAL, 8);
  fake_card_add (self, COMEDI_SUBD_UNUSED, 0, 0);
  fake_card_add (self, COMEDI_SUBD_MEMORY, SDF_READABLE | SDF_INTERNAL, 128);
  fake_card_add (self, COMEDI_SUBD_UNUSED, 0, 0);
}
