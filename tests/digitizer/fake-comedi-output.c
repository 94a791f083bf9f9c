/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "fake-comedi-card.h"

static void
put_out (FakeSubdevice *self, guint channel, lsampl_t value)
{
  g_array_append_val (self->card->state->outputs[channel], value);
}

static lsampl_t
take_sample (FakeSubdevice *self)
{
  guint sample_bytes = fake_subdevice_get_sample_bytes (self);
  sampl_t narrow;
  lsampl_t value;

  if (sample_bytes == sizeof narrow)
    {
      memcpy (&narrow, self->buffer + self->n_read % self->n_buffer, sizeof narrow);
      value = narrow;
    }
  else
    memcpy (&value, self->buffer + self->n_read % self->n_buffer, sizeof value);
  self->n_read += sample_bytes;

  return value;
}

/* Scan k is due at begin + first + k * scan; an output that finds too little is an underrun, which
 * the kernel calls an overflow too. */
void
fake_output_run (FakeSubdevice *self, double now_ns)
{
  FakeRun *run = &self->run;
  guint n_channels = self->command.chanlist_len;
  guint scan_bytes = fake_subdevice_get_sample_bytes (self) * n_channels;

  while (run->has_begun && self->is_running &&
         run->begin_ns + run->first_ns + run->scan_ns * (double)(run->n_taken / n_channels) <=
             now_ns)
    {
      if (self->n_written - self->n_read < scan_bytes)
        {
          fake_stream_stop (self, TRUE);
          return;
        }
      for (guint i = 0; i < n_channels; i++)
        put_out (self, CR_CHAN (self->chanlist[i]), take_sample (self));
      run->n_taken += n_channels;
      if (run->n_taken == run->n_samples)
        fake_stream_stop (self, FALSE);
    }
}

int
fake_output_trigger (FakeSubdevice *self, guint number)
{
  if (number != self->command.start_arg)
    return -EINVAL;
  self->run.waits_for_call = FALSE;
  fake_stream_begin (self, fake_comedi_now_ns ());

  return 1;
}

int
fake_output_insn_write (FakeSubdevice *self, guint chanspec, lsampl_t data)
{
  put_out (self, CR_CHAN (chanspec), data);

  return 1;
}
