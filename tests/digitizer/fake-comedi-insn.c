/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: the kernel's drivers/comedi/comedi_fops.c (parse_insn) and comedilib's lib/data.c and
 * lib/comedi.c, whose functions are instructions in disguise. */
#include "config.h"

#include <errno.h>

#include "fake-comedi-card.h"

static int
trigger (FakeFile *file, const comedi_insn *insn)
{
  FakeSubdevice *it = &file->card->state->subdevices[insn->subdev];
  int result;

  if (insn->n != 1 || it->fd < 0)
    return -EINVAL;
  if (!it->is_running || !it->run.waits_for_call)
    return -EAGAIN;
  result = it->driver->trigger (it, insn->data[0]);

  return MIN (result, 1);
}

static int
read_data (FakeSubdevice *it, const comedi_insn *insn)
{
  for (guint i = 0; i < insn->n; i++)
    {
      int result = it->driver->insn_read != NULL
                       ? it->driver->insn_read (it, insn->chanspec, &insn->data[i])
                       : -EINVAL;

      if (result < 0)
        return result;
    }

  return (int)insn->n;
}

static int
write_data (FakeSubdevice *it, const comedi_insn *insn)
{
  for (guint i = 0; i < insn->n; i++)
    {
      int result = it->driver->insn_write != NULL && insn->data[i] <= it->maxdata
                       ? it->driver->insn_write (it, insn->chanspec, insn->data[i])
                       : -EINVAL;

      if (result < 0)
        return result;
    }

  return (int)insn->n;
}

/* The kernel's check_insn_config_length(). */
static gboolean
is_length_right (const comedi_insn *insn)
{
  switch (insn->data[0])
    {
    case INSN_CONFIG_DIO_OUTPUT:
    case INSN_CONFIG_DIO_INPUT:
    case INSN_CONFIG_DISARM:
    case INSN_CONFIG_RESET:
      return insn->n == 1;
    case INSN_CONFIG_ARM:
    case INSN_CONFIG_BLOCK_SIZE:
    case INSN_CONFIG_SET_COUNTER_MODE:
    case INSN_CONFIG_SET_ROUTING:
    case INSN_CONFIG_GET_ROUTING:
      return insn->n == 2;
    case INSN_CONFIG_SET_GATE_SRC:
    case INSN_CONFIG_GET_GATE_SRC:
    case INSN_CONFIG_SET_CLOCK_SRC:
    case INSN_CONFIG_GET_CLOCK_SRC:
    case INSN_CONFIG_SET_OTHER_SRC:
    case INSN_CONFIG_GET_COUNTER_STATUS:
    case INSN_CONFIG_GET_HARDWARE_BUFFER_SIZE:
      return insn->n == 3;
    default:
      return TRUE;
    }
}

static int
do_insn (FakeFile *file, const comedi_insn *insn)
{
  FakeSubdevice *it;

  if (insn->subdev >= file->card->state->n_subdevices)
    return -EINVAL;
  it = &file->card->state->subdevices[insn->subdev];
  if (insn->insn == INSN_INTTRIG)
    return trigger (file, insn);
  if (it->type == COMEDI_SUBD_UNUSED)
    return -EIO;
  if (it->lock != NULL && it->lock != file)
    return -EACCES;
  if (CR_CHAN (insn->chanspec) >= it->n_channels ||
      CR_RANGE (insn->chanspec) >= MAX (it->n_ranges, 1))
    return -EINVAL;
  if (it->busy != NULL)
    return -EBUSY;

  switch (insn->insn)
    {
    case INSN_READ:
      return read_data (it, insn);
    case INSN_WRITE:
      return write_data (it, insn);
    case INSN_CONFIG:
      if (it->driver->insn_config == NULL || insn->n < 1 || !is_length_right (insn))
        return -EINVAL;
      return it->driver->insn_config (it, insn->chanspec, insn->n, insn->data);
    default:
      return -EINVAL;
    }
}

int
comedi_do_insn (comedi_t *file, comedi_insn *insn)
{
  FAKE_ENTER ();
  int result = file->is_dead ? -ENODEV : do_insn (file, insn);

  return result < 0 ? fake_fail (-result) : (int)insn->n;
}

int
comedi_do_insnlist (comedi_t *file, comedi_insnlist *list)
{
  for (guint i = 0; i < list->n_insns; i++)
    if (comedi_do_insn (file, &list->insns[i]) < 0)
      return i > 0 ? (int)i : -1;

  return (int)list->n_insns;
}

/* --- disguises ------------------------------------------------------------------------------ */

int
comedi_data_read (comedi_t *file,
                  unsigned int number,
                  unsigned int channel,
                  unsigned int range,
                  unsigned int aref,
                  lsampl_t *data)
{
  comedi_insn insn = { .insn = INSN_READ,
                       .n = 1,
                       .data = data,
                       .subdev = number,
                       .chanspec = CR_PACK (channel, range, aref) };

  return fake_file_get_subdevice (file, number) != NULL ? comedi_do_insn (file, &insn) : -1;
}

int
comedi_data_write (comedi_t *file,
                   unsigned int number,
                   unsigned int channel,
                   unsigned int range,
                   unsigned int aref,
                   lsampl_t data)
{
  comedi_insn insn = { .insn = INSN_WRITE,
                       .n = 1,
                       .data = &data,
                       .subdev = number,
                       .chanspec = CR_PACK (channel, range, aref) };

  return fake_file_get_subdevice (file, number) != NULL ? comedi_do_insn (file, &insn) : -1;
}

int
comedi_internal_trigger (comedi_t *file, unsigned number, unsigned trigger_number)
{
  comedi_insn insn = { .insn = INSN_INTTRIG, .n = 1, .data = &trigger_number, .subdev = number };

  return comedi_do_insn (file, &insn);
}

static int
configure (comedi_t *file, guint number, guint channel, lsampl_t *data, guint n)
{
  comedi_insn insn = {
    .insn = INSN_CONFIG, .n = n, .data = data, .subdev = number, .chanspec = channel
  };

  return comedi_do_insn (file, &insn) < 0 ? -1 : 0;
}

int
comedi_arm_channel (comedi_t *file, unsigned number, unsigned channel, unsigned source)
{
  return configure (file, number, channel, (lsampl_t[]){ INSN_CONFIG_ARM, source }, 2);
}

int
comedi_arm (comedi_t *file, unsigned number, unsigned source)
{
  return comedi_arm_channel (file, number, 0, source);
}

int
comedi_disarm_channel (comedi_t *file, unsigned number, unsigned channel)
{
  return configure (file, number, channel, (lsampl_t[]){ INSN_CONFIG_DISARM }, 1);
}

int
comedi_disarm (comedi_t *file, unsigned number)
{
  return comedi_disarm_channel (file, number, 0);
}

int
comedi_reset_channel (comedi_t *file, unsigned number, unsigned channel)
{
  return configure (file, number, channel, (lsampl_t[]){ INSN_CONFIG_RESET }, 1);
}

int
comedi_reset (comedi_t *file, unsigned number)
{
  return comedi_reset_channel (file, number, 0);
}

int
comedi_set_counter_mode (comedi_t *file, unsigned number, unsigned channel, unsigned mode)
{
  return configure (file, number, channel, (lsampl_t[]){ INSN_CONFIG_SET_COUNTER_MODE, mode }, 2);
}

int
comedi_set_clock_source (comedi_t *file,
                         unsigned number,
                         unsigned channel,
                         unsigned clock,
                         unsigned period_ns)
{
  return configure (file, number, channel,
                    (lsampl_t[]){ INSN_CONFIG_SET_CLOCK_SRC, clock, period_ns }, 3);
}

int
comedi_get_clock_source (comedi_t *file,
                         unsigned number,
                         unsigned channel,
                         unsigned *clock,
                         unsigned *period_ns)
{
  lsampl_t data[3] = { INSN_CONFIG_GET_CLOCK_SRC };

  if (configure (file, number, channel, data, G_N_ELEMENTS (data)) < 0)
    return -1;
  if (clock != NULL)
    *clock = data[1];
  if (period_ns != NULL)
    *period_ns = data[2];

  return 0;
}

int
comedi_set_gate_source (comedi_t *file,
                        unsigned number,
                        unsigned channel,
                        unsigned gate,
                        unsigned source)
{
  return configure (file, number, channel, (lsampl_t[]){ INSN_CONFIG_SET_GATE_SRC, gate, source },
                    3);
}

int
comedi_get_gate_source (comedi_t *file,
                        unsigned number,
                        unsigned channel,
                        unsigned gate,
                        unsigned *source)
{
  lsampl_t data[3] = { INSN_CONFIG_GET_GATE_SRC, gate };

  if (configure (file, number, channel, data, G_N_ELEMENTS (data)) < 0)
    return -1;
  *source = data[2];

  return 0;
}

int
comedi_set_other_source (comedi_t *file,
                         unsigned number,
                         unsigned channel,
                         unsigned other,
                         unsigned source)
{
  return configure (file, number, channel, (lsampl_t[]){ INSN_CONFIG_SET_OTHER_SRC, other, source },
                    3);
}

int
comedi_set_routing (comedi_t *file, unsigned number, unsigned channel, unsigned routing)
{
  return configure (file, number, channel, (lsampl_t[]){ INSN_CONFIG_SET_ROUTING, routing }, 2);
}

int
comedi_get_routing (comedi_t *file, unsigned number, unsigned channel, unsigned *routing)
{
  lsampl_t data[2] = { INSN_CONFIG_GET_ROUTING };

  if (configure (file, number, channel, data, G_N_ELEMENTS (data)) < 0)
    return -1;
  *routing = data[1];

  return 0;
}

int
comedi_dio_config (comedi_t *file, unsigned number, unsigned channel, unsigned direction)
{
  return configure (file, number, channel, (lsampl_t[]){ direction }, 1);
}

int
comedi_get_hardware_buffer_size (comedi_t *file,
                                 unsigned number,
                                 enum comedi_io_direction direction)
{
  lsampl_t data[3] = { INSN_CONFIG_GET_HARDWARE_BUFFER_SIZE, direction };

  return configure (file, number, 0, data, G_N_ELEMENTS (data)) < 0 ? -1 : (int)data[2];
}
