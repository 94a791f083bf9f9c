/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "fake-comedi-card.h"

#define USUAL_BUFFER (2u << 20) /* the module's defaults as the guest has them */
#define USUAL_MAX_BUFFER (20u << 20)
#define PAGE 4096u

FakeSubdevice *
fake_card_add (FakeCard *self, int type, guint flags, guint n_channels)
{
  static const FakeDriver nothing;
  FakeCardState *state = self->state;
  FakeSubdevice *it = &state->subdevices[state->n_subdevices];

  g_assert_cmpuint (state->n_subdevices, <, FAKE_MAX_SUBDEVICES);
  *it = (FakeSubdevice){ .card = self,
                         .number = state->n_subdevices++,
                         .driver = &nothing,
                         .type = type,
                         .flags = flags,
                         .n_channels = n_channels,
                         .maxdata = 1,
                         .fd = -1 };

  return it;
}

void
fake_subdevice_set_scale (FakeSubdevice *self,
                          lsampl_t maxdata,
                          const comedi_range *ranges,
                          guint n_ranges)
{
  self->maxdata = maxdata;
  self->ranges = ranges;
  self->n_ranges = n_ranges;
}

void
fake_subdevice_set_commands (FakeSubdevice *self, guint max_chanlist)
{
  gboolean is_input = self->type != COMEDI_SUBD_AO;

  self->flags |= is_input ? SDF_CMD_READ : SDF_CMD_WRITE;
  if (self->type == COMEDI_SUBD_AI || self->type == COMEDI_SUBD_AO)
    self->flags |= SDF_CMD;
  self->max_chanlist = max_chanlist;
  self->max_buffer = USUAL_MAX_BUFFER;
  fake_subdevice_resize (self, USUAL_BUFFER);
}

/* The library rounds up to whole pages. */
void
fake_subdevice_resize (FakeSubdevice *self, guint n_bytes)
{
  n_bytes = (n_bytes + PAGE - 1) / PAGE * PAGE;
  if (self->fd >= 0)
    {
      fake_memory_unmap (self->buffer, self->n_buffer);
      fake_memory_free (self->fd);
    }
  self->fd = fake_memory_new (n_bytes);
  self->buffer = fake_memory_map (self->fd, n_bytes);
  self->n_buffer = n_bytes;
}

guint
fake_subdevice_get_sample_bytes (const FakeSubdevice *self)
{
  return (self->flags & SDF_LSAMPL) != 0 ? sizeof (lsampl_t) : sizeof (sampl_t);
}

void
fake_card_attach (FakeCard *self)
{
  FakeCardState *state = self->state;

  state->read_subdevice = state->write_subdevice = -1;
  switch (state->model)
    {
    case FAKE_COMEDI_TEST:
      fake_card_comedi_test_attach (self);
      break;
    case FAKE_PCI_DAS4020:
      fake_card_das4020_attach (self);
      break;
    case FAKE_USBDUXFAST:
      fake_card_usbduxfast_attach (self);
      break;
    case FAKE_PCI_6110:
    case FAKE_PCI_6220:
    case FAKE_PCI_6221:
    case FAKE_PCI_6280:
      fake_card_ni_attach (self);
      break;
    default:
      g_assert_not_reached ();
    }
  state->is_attached = TRUE;
}

void
fake_card_detach (FakeCard *self)
{
  FakeCardState *state = self->state;

  fake_memory_forget_maps (self);
  for (guint i = 0; i < state->n_subdevices; i++)
    {
      FakeSubdevice *it = &state->subdevices[i];

      fake_stream_clear (it);
      if (it->fd >= 0)
        {
          fake_memory_unmap (it->buffer, it->n_buffer);
          fake_memory_free (it->fd);
        }
      g_free (it->data);
    }
  state->n_subdevices = 0;
  state->is_attached = FALSE;
}

/* --- analogue input ------------------------------------------------------------------------- */

static lsampl_t
to_counts (const FakeSubdevice *self, guint chanspec, double v)
{
  const comedi_range *range = &self->ranges[CR_RANGE (chanspec)];
  double share = (self->card->gain * v + self->card->offset_v - range->min) /
                 (range->max - range->min);

  return (lsampl_t)(CLAMP (share, 0.0, 1.0) * self->maxdata + 0.5);
}

lsampl_t
fake_input_sample (FakeSubdevice *self, guint chanspec, const FakeMoment *at)
{
  FakeCardState *state = self->card->state;

  if (state->counts != NULL)
    {
      lsampl_t value = state->counts (state->signal_data, at);

      return MIN (value, self->maxdata);
    }

  return to_counts (self, chanspec,
                    state->signal != NULL ? state->signal (state->signal_data, at) : 0.0);
}

int
fake_input_insn_read (FakeSubdevice *self, guint chanspec, lsampl_t *data)
{
  FakeMoment at = { CR_CHAN (chanspec), fake_comedi_now_ns (), 0 };

  *data = self->driver->sample (self, chanspec, &at);

  return 1;
}

lsampl_t
fake_counts_ramp (gpointer unused, const FakeMoment *at)
{
  return (lsampl_t)(at->scan & 0xffff);
}
