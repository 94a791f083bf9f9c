/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: the kernel's drivers/comedi/drivers/ni_mio_common.c: ni_ao_cmdtest, ni_ao_cmd,
 * ni_ao_inttrig, ni_ao_arm, ni_ao_wait_for_dma_load. */
#include "config.h"

#include <errno.h>

#include "fake-card-ni.h"
#include "fake-comedi-check.h"

#define MAX_COUNT 0x00ffffffu

static gboolean
check_arguments (const FakeSubdevice *self, comedi_cmd *command)
{
  guint least = fake_ni_get_board (self->card)->output_speed_ns;
  gboolean is_wrong;

  if (command->start_src == TRIG_EXT)
    is_wrong = fake_ni_find_pfi (self->card, CR_CHAN (command->start_arg), 1) < 0;
  else
    is_wrong = fake_check_is (&command->start_arg, 0);
  if (command->scan_begin_src == TRIG_EXT)
    is_wrong |= fake_ni_find_pfi (self->card, CR_CHAN (command->scan_begin_arg), 0) < 0;
  else
    {
      is_wrong |= fake_check_min (&command->scan_begin_arg, least);
      is_wrong |= fake_check_max (&command->scan_begin_arg, FAKE_NI_TICK_NS * FAKE_NI_TIMER);
    }
  is_wrong |= fake_check_is (&command->convert_arg, 0);
  is_wrong |= fake_check_is (&command->scan_end_arg, command->chanlist_len);
  is_wrong |= fake_check_max (&command->stop_arg, MAX_COUNT);

  return is_wrong;
}

static int
output_command_test (FakeSubdevice *self, comedi_cmd *command)
{
  gboolean is_wrong = fake_check_source (&command->start_src, TRIG_INT | TRIG_EXT);

  is_wrong |= fake_check_source (&command->scan_begin_src, TRIG_TIMER | TRIG_EXT);
  is_wrong |= fake_check_source (&command->convert_src, TRIG_NOW);
  is_wrong |= fake_check_source (&command->scan_end_src, TRIG_COUNT);
  is_wrong |= fake_check_source (&command->stop_src, TRIG_COUNT | TRIG_NONE);
  if (is_wrong)
    return 1;
  if (fake_check_unique (command->start_src) || fake_check_unique (command->scan_begin_src) ||
      fake_check_unique (command->stop_src))
    return 2;
  if (check_arguments (self, command))
    return 3;
  if (command->scan_begin_src == TRIG_TIMER &&
      fake_check_is (&command->scan_begin_arg,
                     fake_ni_round_ns (command->scan_begin_arg, command->flags)))
    return 4;

  return 0;
}

/* Started by the internal trigger. Clocks and starts from outside are not modelled. */
static int
output_start (FakeSubdevice *self)
{
  if (self->command.start_src == TRIG_EXT || self->command.scan_begin_src == TRIG_EXT)
    return -EIO;
  self->run.waits_for_call = TRUE;
  self->run.scan_ns = self->command.scan_begin_arg;

  return 0;
}

/* The card's memory must be half full first. */
static int
output_trigger (FakeSubdevice *self, guint number)
{
  guint half_bytes = fake_ni_get_board (self->card)->output_fifo / 2 *
                     fake_subdevice_get_sample_bytes (self);

  if (number == self->command.start_arg && self->n_written - self->n_read < half_bytes)
    return -EPIPE;

  return fake_output_trigger (self, number);
}

const FakeDriver fake_ni_output_driver = { .command_test = output_command_test,
                                           .start = output_start,
                                           .trigger = output_trigger,
                                           .run = fake_output_run,
                                           .insn_write = fake_output_insn_write };
