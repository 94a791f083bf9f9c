/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "fake-comedi.h"

#define N_CHANNELS 8
#define N_RANGES 2
#define AI 0

FakeComedi fake_comedi;

struct comedi_t_struct
{
  int fd;
};

static struct comedi_t_struct device = { .fd = -1 };

/* the linker sends read() and poll() of the whole test program here */
ssize_t __real_read (int fd, void *to, size_t n);
ssize_t __wrap_read (int fd, void *to, size_t n);
int __real_poll (struct pollfd *fds, nfds_t n, int timeout_ms);
int __wrap_poll (struct pollfd *fds, nfds_t n, int timeout_ms);

void
fake_comedi_reset (void)
{
  fake_comedi = (FakeComedi){
    .flags = SDF_CMD_READ | SDF_READABLE | SDF_GROUND,
    .maxdata = 65535,
    .read_subdevice = AI,
    .start_mask = TRIG_NOW,
    .scan_begin_mask = TRIG_FOLLOW | TRIG_TIMER,
    .convert_mask = TRIG_NOW | TRIG_TIMER,
    .stop_mask = TRIG_COUNT | TRIG_NONE,
    .minimum_ns = 1000,
    .grid_ns = 1000,
    .buffer_bytes = 64 << 10,
    .maximum_bytes = 20 << 20,
    .maximum_allowed_bytes = 20 << 20,
    .end_errno = EAGAIN,
  };
}

static int
fail (int error_number)
{
  errno = error_number;

  return -1;
}

/* The answer once the bytes are gone. An overrun is told once, then the command is over. */
static int
end (void)
{
  int error_number = fake_comedi.end_errno;

  if (error_number == EPIPE)
    fake_comedi.end_errno = EINVAL;

  return fail (error_number);
}

ssize_t
__wrap_read (int fd, void *to, size_t n)
{
  if (device.fd < 0 || fd != device.fd)
    return __real_read (fd, to, n);

  n = MIN (n, fake_comedi.n_bytes - fake_comedi.n_read);
  if (fake_comedi.end_errno == ENODEV || n == 0)
    return end ();
  if (fake_comedi.n_per_read > 0)
    n = MIN (n, fake_comedi.n_per_read);
  memcpy (to, fake_comedi.bytes + fake_comedi.n_read, n);
  fake_comedi.n_read += n;

  return (ssize_t)n;
}

int
__wrap_poll (struct pollfd *fds, nfds_t n, int timeout_ms)
{
  if (n != 1 || device.fd < 0 || fds[0].fd != device.fd)
    return __real_poll (fds, n, timeout_ms);

  fake_comedi.longest_poll_ms = MAX (fake_comedi.longest_poll_ms, timeout_ms);
  fake_comedi.n_polls++;
  if (fake_comedi.n_polls == fake_comedi.n_polls_before_unplug)
    fake_comedi.end_errno = ENODEV;
  /* an unplugged card does not wake poll() */
  if (fake_comedi.end_errno == ENODEV ||
      (fake_comedi.n_read == fake_comedi.n_bytes && fake_comedi.end_errno == EAGAIN))
    return __real_poll (NULL, 0, timeout_ms);
  fds[0].revents = POLLIN;

  return 1;
}

comedi_t *
comedi_open (const char *path)
{
  int ends[2];

  if (fake_comedi.open_errno != 0)
    {
      errno = fake_comedi.open_errno;
      return NULL;
    }
  g_assert_cmpint (pipe (ends), ==, 0);
  close (ends[1]);
  device.fd = ends[0];
  fake_comedi.n_open++;

  return &device;
}

int
comedi_close (comedi_t *it)
{
  close (it->fd);
  it->fd = -1;
  fake_comedi.n_open--;

  return 0;
}

int
comedi_loglevel (int level)
{
  return level;
}

int
comedi_errno (void)
{
  return errno;
}

const char *
comedi_strerror (int number)
{
  return g_strerror (number);
}

int
comedi_fileno (comedi_t *it)
{
  return it->fd;
}

const char *
comedi_get_board_name (comedi_t *it)
{
  return "fake board";
}

const char *
comedi_get_driver_name (comedi_t *it)
{
  return "fake";
}

int
comedi_get_read_subdevice (comedi_t *it)
{
  return fake_comedi.read_subdevice;
}

int
comedi_set_read_subdevice (comedi_t *it, unsigned int subdevice)
{
  return subdevice == AI ? 0 : fail (EINVAL);
}

int
comedi_get_subdevice_type (comedi_t *it, unsigned int subdevice)
{
  return subdevice == AI ? COMEDI_SUBD_AI : COMEDI_SUBD_AO;
}

int
comedi_find_subdevice_by_type (comedi_t *it, int type, unsigned int first)
{
  return type == COMEDI_SUBD_AI && first <= AI ? AI : -1;
}

int
comedi_get_subdevice_flags (comedi_t *it, unsigned int subdevice)
{
  return (int)fake_comedi.flags;
}

int
comedi_get_n_channels (comedi_t *it, unsigned int subdevice)
{
  return N_CHANNELS;
}

lsampl_t
comedi_get_maxdata (comedi_t *it, unsigned int subdevice, unsigned int channel)
{
  return fake_comedi.maxdata;
}

int
comedi_get_n_ranges (comedi_t *it, unsigned int subdevice, unsigned int channel)
{
  return N_RANGES;
}

comedi_range *
comedi_get_range (comedi_t *it, unsigned int subdevice, unsigned int channel, unsigned int range)
{
  static comedi_range ranges[N_RANGES] = { { -10, 10, UNIT_volt }, { 4, 20, UNIT_mA } };

  return &ranges[range];
}

int
comedi_get_cmd_src_mask (comedi_t *it, unsigned int subdevice, comedi_cmd *mask)
{
  mask->start_src = fake_comedi.start_mask;
  mask->scan_begin_src = fake_comedi.scan_begin_mask;
  mask->convert_src = fake_comedi.convert_mask;
  mask->scan_end_src = TRIG_COUNT;
  mask->stop_src = fake_comedi.stop_mask;

  return 0;
}

/* TRUE if the period had to be moved onto the grid. */
static gboolean
round_period (unsigned int *ns)
{
  guint asked = *ns;

  *ns = MAX (*ns, fake_comedi.minimum_ns);
  *ns = (*ns + fake_comedi.grid_ns / 2) / fake_comedi.grid_ns * fake_comedi.grid_ns;

  return *ns != asked;
}

int
comedi_command_test (comedi_t *it, comedi_cmd *command)
{
  gboolean is_changed = FALSE;

  fake_comedi.n_tests++;
  if (fake_comedi.is_refusing)
    {
      command->start_src = 0;
      return 1;
    }
  if (command->scan_begin_src == TRIG_FOLLOW && command->convert_src == TRIG_NOW)
    return 2;
  if (command->scan_begin_src == TRIG_TIMER)
    is_changed |= round_period (&command->scan_begin_arg);
  if (command->convert_src == TRIG_TIMER)
    is_changed |= round_period (&command->convert_arg);

  return is_changed ? 4 : 0;
}

int
comedi_command (comedi_t *it, comedi_cmd *command)
{
  if (fake_comedi.command_errno != 0)
    return fail (fake_comedi.command_errno);
  g_assert_cmpint (comedi_command_test (it, command), ==, 0);
  fake_comedi.n_commands++;
  fake_comedi.command = *command;
  fake_comedi.chanspec = command->chanlist[0];

  return 0;
}

int
comedi_cancel (comedi_t *it, unsigned int subdevice)
{
  fake_comedi.n_cancels++;

  return 0;
}

int
comedi_get_buffer_contents (comedi_t *it, unsigned int subdevice)
{
  int n = (int)(fake_comedi.n_bytes - fake_comedi.n_read);

  if (fake_comedi.end_errno == ENODEV)
    return end ();
  if (n == 0 && fake_comedi.is_contents_first && fake_comedi.end_errno != EAGAIN)
    return end ();

  return n;
}

int
comedi_get_buffer_size (comedi_t *it, unsigned int subdevice)
{
  return fake_comedi.buffer_bytes;
}

int
comedi_get_max_buffer_size (comedi_t *it, unsigned int subdevice)
{
  return fake_comedi.maximum_bytes;
}

int
comedi_set_max_buffer_size (comedi_t *it, unsigned int subdevice, unsigned int size)
{
  if (size > (guint)fake_comedi.maximum_allowed_bytes)
    return fail (EPERM);
  fake_comedi.maximum_bytes = (int)size;

  return (int)size;
}

int
comedi_set_buffer_size (comedi_t *it, unsigned int subdevice, unsigned int size)
{
  if (fake_comedi.resize_errno != 0)
    return fail (fake_comedi.resize_errno);
  if (size > (guint)fake_comedi.maximum_bytes)
    return fail (EPERM);
  fake_comedi.buffer_bytes = (int)size;

  return (int)size;
}

/* This card has no calibration file and corrects itself. */
char *
comedi_get_default_calibration_path (comedi_t *it)
{
  return NULL;
}

int
comedi_get_hardcal_converter (comedi_t *it,
                              unsigned int subdevice,
                              unsigned int channel,
                              unsigned int range,
                              enum comedi_conversion_direction direction,
                              comedi_polynomial_t *polynomial)
{
  const comedi_range *ends = comedi_get_range (it, subdevice, channel, range);

  g_assert_cmpint (direction, ==, COMEDI_TO_PHYSICAL);
  *polynomial = (comedi_polynomial_t){
    .order = 1,
    .coefficients = { ends->min, (ends->max - ends->min) / fake_comedi.maxdata },
  };

  return 0;
}
