/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything here was seen of the kernel's comedi_test driver in a guest, so the card in software
 * may be believed where no guest can go. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fake-card-rows.h"

#define AI 0
#define AO 1
#define FIRST_NS 8e6 /* when the first samples come */

static FakeCard *card;
static guint chanlist[17];

static comedi_t *
open_card (void)
{
  return fake_card_open (&card, FAKE_COMEDI_TEST);
}

/* One channel every @ns, so many scans; 0: until cancelled. */
static comedi_cmd
command_of (guint ns, guint n_scans)
{
  return (comedi_cmd){ .subdev = AI,
                       .start_src = TRIG_NOW,
                       .scan_begin_src = TRIG_FOLLOW,
                       .convert_src = TRIG_TIMER,
                       .convert_arg = ns,
                       .scan_end_src = TRIG_COUNT,
                       .scan_end_arg = 1,
                       .stop_src = n_scans > 0 ? TRIG_COUNT : TRIG_NONE,
                       .stop_arg = n_scans,
                       .chanlist = chanlist,
                       .chanlist_len = 1 };
}

static void
start (comedi_t *device, guint n_scans)
{
  comedi_cmd command = command_of (1000, n_scans);

  g_assert_cmpint (comedi_command (device, &command), ==, 0);
}

static void
test_subdevices (void)
{
  comedi_t *device = open_card ();

  g_assert_cmpstr (comedi_get_driver_name (device), ==, "comedi_test");
  g_assert_cmpstr (comedi_get_board_name (device), ==, "comedi_test");
  g_assert_cmpint (comedi_get_n_subdevices (device), ==, 2);
  g_assert_cmpint (comedi_get_read_subdevice (device), ==, AI);
  g_assert_cmpint (comedi_get_write_subdevice (device), ==, AO);
  g_assert_cmpint (comedi_find_subdevice_by_type (device, COMEDI_SUBD_COUNTER, 0), ==, -1);
  g_assert_cmphex ((guint)comedi_get_subdevice_flags (device, AI), ==, 0x119000);
  g_assert_cmpint (comedi_get_n_channels (device, AI), ==, 8);
  g_assert_cmpuint (comedi_get_maxdata (device, AI, 0), ==, 65535);
  g_assert_cmpint (comedi_get_n_ranges (device, AI, 0), ==, 2);
  g_assert_cmpfloat (comedi_get_range (device, AI, 0, 1)->max, ==, 5.0);
  g_assert_cmpint (comedi_get_buffer_size (device, AI), ==, 2097152);
  g_assert_cmpint (comedi_get_max_buffer_size (device, AI), ==, 20971520);

  errno = 0;
  g_assert_cmpuint (comedi_get_maxdata (device, 9, 0), ==, 0);
  g_assert_cmpint (errno, ==, 0);
  g_assert_cmpint (comedi_errno (), ==, 4099);
  comedi_close (device);
}

static void
test_sources (void)
{
  comedi_t *device = open_card ();
  comedi_cmd mask;

  g_assert_cmpint (comedi_get_cmd_src_mask (device, AI, &mask), ==, 0);
  g_assert_cmphex (mask.start_src, ==, TRIG_NOW);
  g_assert_cmphex (mask.scan_begin_src, ==, TRIG_FOLLOW | TRIG_TIMER);
  g_assert_cmphex (mask.convert_src, ==, TRIG_NOW | TRIG_TIMER);
  g_assert_cmphex (mask.scan_end_src, ==, TRIG_COUNT);
  g_assert_cmphex (mask.stop_src, ==, TRIG_COUNT | TRIG_NONE);
  g_assert_cmpint (comedi_get_cmd_src_mask (device, AO, &mask), ==, 0);
  g_assert_cmphex (mask.start_src, ==, TRIG_INT);
  g_assert_cmphex (mask.scan_begin_src, ==, TRIG_TIMER);
  g_assert_cmphex (mask.convert_src, ==, TRIG_NOW);

  g_assert_cmpint (comedi_get_cmd_generic_timed (device, AI, &mask, 1, 100), ==, 0);
  g_assert_cmpuint (mask.scan_begin_src, ==, TRIG_FOLLOW);
  g_assert_cmpuint (mask.convert_src, ==, TRIG_TIMER);
  g_assert_cmpuint (mask.convert_arg, ==, 1000);
  g_assert_cmpuint (mask.stop_src, ==, TRIG_COUNT);
  g_assert_cmpuint (mask.stop_arg, ==, 2);
  comedi_close (device);
}

static void
test_command_test (void)
{
  static const struct
  {
    guint asked, stage, rounded;
  } cases[] = { { 100, 3, 1000 }, { 1500, 4, 2000 }, { 1499, 4, 1000 }, { 1000, 0, 1000 } };
  comedi_t *device = open_card ();
  comedi_cmd command;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      command = command_of (cases[i].asked, 0);
      g_assert_cmpint (comedi_command_test (device, &command), ==, cases[i].stage);
      g_assert_cmpuint (command.convert_arg, ==, cases[i].rounded);
      g_assert_cmpint (comedi_command_test (device, &command), ==, 0);
    }
  for (guint i = 0; i < 5; i++)
    {
      command.start_src = i == 0 ? TRIG_EXT : command.start_src;
      g_assert_cmpint (comedi_command_test (device, &command), ==, 1);
      g_assert_cmpuint (command.start_src, ==, 0);
    }
  command = command_of (1000, 0);
  command.convert_src = TRIG_NOW;
  g_assert_cmpint (comedi_command_test (device, &command), ==, 2);
  command = command_of (1000, 0);
  command.stop_src = TRIG_COUNT;
  g_assert_cmpint (comedi_command_test (device, &command), ==, 3);
  g_assert_cmpuint (command.stop_arg, ==, 1);
  command.chanlist_len = 17;
  assert_fails (comedi_command_test (device, &command), EINVAL);
  command.chanlist_len = 1;
  chanlist[0] = 9;
  assert_fails (comedi_command_test (device, &command), EINVAL);
  chanlist[0] = 0;
  comedi_close (device);
}

static void
test_refused_commands (void)
{
  comedi_t *device = open_card ();
  comedi_cmd command = command_of (1500, 0);

  assert_fails (comedi_command (device, &command), EAGAIN);
  g_assert_cmpuint (command.convert_arg, ==, 2000);
  command.flags = CMDF_PRIORITY;
  g_assert_cmpint (comedi_command_test (device, &command), ==, 0);
  assert_fails (comedi_command (device, &command), EPERM);
  command = command_of (1000, 0);
  command.subdev = 9;
  assert_fails (comedi_command (device, &command), ENODEV);
  assert_fails (comedi_internal_trigger (device, AI, 0), EAGAIN);
  g_assert_cmpint (comedi_cancel (device, AI), ==, 0);
  comedi_close (device);
}

/* A finite command stays busy until somebody has seen its end. */
static void
test_end_by_reading (void)
{
  comedi_t *device = open_card ();
  int fd = comedi_fileno (device);
  comedi_cmd command = command_of (1000, 500);
  guint16 samples[600];

  start (device, 500);
  assert_fails (read (fd, samples, sizeof samples), EAGAIN);
  fake_comedi_advance (FIRST_NS - 1e3);
  g_assert_cmpint (comedi_get_buffer_contents (device, AI), ==, 0);
  fake_comedi_advance (1e3);
  g_assert_cmpint (comedi_get_buffer_contents (device, AI), ==, 1000);
  g_assert_cmpint (read (fd, samples, 1), ==, 1);
  g_assert_cmpint (read (fd, (guint8 *)samples + 1, sizeof samples - 1), ==, 999);
  g_assert_cmpuint (samples[499], ==, 499);
  g_assert_cmphex ((guint)comedi_get_subdevice_flags (device, AI), ==, 0x119003);
  assert_fails (comedi_command (device, &command), EBUSY);
  g_assert_cmpint (read (fd, samples, sizeof samples), ==, 0);
  assert_fails (read (fd, samples, sizeof samples), EINVAL);
  start (device, 500);
  fake_comedi_advance (FIRST_NS);
  g_assert_cmpint (comedi_mark_buffer_read (device, AI, 1000), ==, 1000);
  assert_fails (comedi_get_buffer_contents (device, AI), EINVAL);
  start (device, 500);
  comedi_close (device);
}

static void
test_waiting (void)
{
  comedi_t *device = open_card ();
  struct pollfd waiting = { .fd = comedi_fileno (device), .events = POLLIN };

  g_assert_cmpint (poll (&waiting, 1, 0), ==, 1);
  assert_fails (comedi_get_buffer_contents (device, AI), EINVAL);
  start (device, 0);
  g_assert_cmpint (poll (&waiting, 1, 5), ==, 0);
  g_assert_cmpfloat (fake_comedi_now_ns (), ==, 5e6);
  g_assert_cmpint (poll (&waiting, 1, 200), ==, 1);
  g_assert_cmpfloat (fake_comedi_now_ns (), ==, FIRST_NS);
  g_assert_cmpint (comedi_get_buffer_contents (device, AI), ==, 16000);
  assert_fails (comedi_poll (device, AI), EINVAL);

  fake_card_cancel (card, AI);
  g_assert_cmpint (poll (&waiting, 1, 200), ==, 1);
  assert_fails (comedi_get_buffer_contents (device, AI), EINVAL);
  comedi_close (device);
}

/* The good bytes, then EPIPE once to whoever asks first. */
static void
test_overrun (void)
{
  comedi_t *device = open_card ();
  int fd = comedi_fileno (device);
  struct pollfd waiting = { .fd = fd, .events = POLLIN };
  g_autofree guint8 *bytes = g_malloc (1 << 17);

  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (comedi_set_buffer_size (device, AI, 65536), ==, 65536);
      start (device, 0);
      fake_comedi_advance (1e9);
      g_assert_cmphex ((guint)comedi_get_subdevice_flags (device, AI), ==, 0x119003);
      g_assert_cmpint (poll (&waiting, 1, 0), ==, 1);
      g_assert_cmpint (waiting.revents, ==, POLLIN);
      if (i == 0)
        {
          g_assert_cmpint (read (fd, bytes, 1 << 17), ==, 65536);
          g_assert_cmpuint (((guint16 *)bytes)[32767], ==, 32767);
          assert_fails (read (fd, bytes, 1 << 17), EPIPE);
        }
      else
        {
          g_assert_cmpint (comedi_get_buffer_contents (device, AI), ==, 65536);
          g_assert_cmpint (comedi_mark_buffer_read (device, AI, 65536), ==, 65536);
          assert_fails (comedi_get_buffer_contents (device, AI), EPIPE);
          g_assert_cmpint (comedi_errno (), ==, 4101);
        }
      assert_fails (comedi_get_buffer_contents (device, AI), EINVAL);
      assert_fails (read (fd, bytes, 1 << 17), EINVAL);
    }
  comedi_close (device);
}

static void
test_map (void)
{
  comedi_t *device = open_card ();
  int fd = comedi_fileno (device);
  const guint16 *ring;
  guint64 n = 0;

  g_assert_cmpint (comedi_set_buffer_size (device, AI, 100000), ==, 102400);
  g_assert_true (mmap (NULL, 102400, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED);
  g_assert_cmpint (errno, ==, EINVAL);
  g_assert_true (mmap (NULL, 4096, PROT_READ, MAP_SHARED, fd, 4096) == MAP_FAILED);
  g_assert_cmpint (errno, ==, EINVAL);
  g_assert_true (mmap (NULL, 106496, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED);
  g_assert_cmpint (errno, ==, EFAULT);
  ring = mmap (NULL, 102400, PROT_READ, MAP_SHARED, fd, 0);
  g_assert_true (ring != MAP_FAILED);
  assert_fails (comedi_set_buffer_size (device, AI, 65536), EBUSY);

  start (device, 0);
  while (n < 3 * 102400)
    {
      int n_bytes;

      fake_comedi_advance (FIRST_NS);
      n_bytes = comedi_get_buffer_contents (device, AI);
      g_assert_cmpint (n_bytes, ==, 16000);
      g_assert_cmpint (comedi_get_buffer_read_offset (device, AI), ==, (int)(n % 102400));
      for (int i = 0; i < n_bytes; i += 2, n += 2)
        g_assert_cmpuint (ring[n % 102400 / 2], ==, (n / 2) & 0xffff);
      g_assert_cmpint (comedi_mark_buffer_read (device, AI, (guint)n_bytes), ==, n_bytes);
    }
  fake_card_unplug (card);
  g_assert_cmpuint (ring[0], >, 0); /* the mapping stays readable */
  g_assert_cmpint (munmap ((void *)ring, 102400), ==, 0);
  comedi_close (device);
}

static void
test_buffer (void)
{
  comedi_t *device = open_card ();

  card->faults.maximum_bytes = 0;
  assert_fails (comedi_set_max_buffer_size (device, AI, 30 << 20), EPERM);
  assert_fails (comedi_set_buffer_size (device, AI, 30 << 20), EPERM);
  card->faults.maximum_bytes = G_MAXUINT;
  g_assert_cmpint (comedi_set_max_buffer_size (device, AI, 30 << 20), ==, 30 << 20);
  g_assert_cmpint (comedi_set_buffer_size (device, AI, 30 << 20), ==, 30 << 20);
  start (device, 0);
  assert_fails (comedi_set_buffer_size (device, AI, 65536), EBUSY);
  comedi_close (device);

  /* closing freed the board, the size outlives it */
  device = comedi_open ("/dev/comedi0");
  g_assert_cmpint (comedi_get_buffer_size (device, AI), ==, 30 << 20);
  start (device, 0);
  comedi_close (device);
}

static void
test_second_user (void)
{
  comedi_t *device = open_card (), *second = comedi_open ("/dev/comedi0");
  comedi_cmd command = command_of (1000, 0);
  lsampl_t data;
  guint8 byte;

  start (device, 0);
  assert_fails (comedi_command (second, &command), EBUSY);
  assert_fails (comedi_data_read (second, AI, 0, 0, 0, &data), EBUSY);
  assert_fails (comedi_cancel (second, AI), EBUSY);
  assert_fails (comedi_lock (second, AI), EBUSY);
  assert_fails (comedi_set_buffer_size (second, AI, 65536), EBUSY);
  assert_fails (read (comedi_fileno (second), &byte, 1), EINVAL);
  assert_fails (comedi_get_buffer_contents (second, AI), EINVAL);
  assert_fails (comedi_mark_buffer_read (second, AI, 2), EINVAL);
  comedi_cancel (device, AI);

  g_assert_cmpint (comedi_lock (second, AI), ==, 0);
  assert_fails (comedi_command (device, &command), EACCES);
  comedi_close (second);
  start (device, 0);
  comedi_close (device);
}

/* poll() is not woken by the removal and afterwards returns 0 for ever. */
static void
test_unplug (void)
{
  comedi_t *device = open_card (), *again;
  struct pollfd waiting = { .fd = comedi_fileno (device), .events = POLLIN };
  guint8 byte;

  start (device, 0);
  fake_comedi_at (1e6, fake_card_unplug, card);
  g_assert_cmpint (poll (&waiting, 1, 100), ==, 0);
  g_assert_cmpint (poll (&waiting, 1, 100), ==, 0);
  g_assert_cmpfloat (fake_comedi_now_ns (), ==, 200e6);
  assert_fails (read (waiting.fd, &byte, 1), ENODEV);
  assert_fails (comedi_get_buffer_contents (device, AI), ENODEV);
  assert_fails (comedi_get_subdevice_flags (device, AI), ENODEV);
  g_assert_cmpint (comedi_get_n_subdevices (device), ==, 2);
  errno = 0;
  g_assert_null (comedi_open ("/dev/comedi0"));
  g_assert_cmpint (errno, ==, ENOENT);

  fake_card_plug (card);
  again = comedi_open ("/dev/comedi0");
  g_assert_nonnull (again);
  start (again, 0);
  assert_fails (comedi_get_buffer_contents (device, AI), ENODEV);
  g_assert_cmpint (comedi_close (device), ==, 0);
  comedi_close (again);
}

static void
test_output (void)
{
  comedi_t *device = open_card ();
  comedi_cmd command = command_of (1000, 0);
  guint16 samples[100];
  lsampl_t data;

  g_assert_cmpint (comedi_data_write (device, AO, 2, 0, 0, 12345), ==, 1);
  g_assert_cmpint (comedi_data_read (device, AI, 2, 0, 0, &data), ==, 1);
  g_assert_cmpuint (data, ==, 12345);

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    samples[i] = (guint16)(i * 600);
  command.subdev = AO;
  command.start_src = TRIG_INT;
  command.scan_begin_src = TRIG_TIMER;
  command.scan_begin_arg = 1000;
  command.convert_src = TRIG_NOW;
  command.convert_arg = 0;
  g_assert_cmpint (comedi_command (device, &command), ==, 0);
  g_assert_cmpint (write (comedi_fileno (device), samples, sizeof samples), ==, sizeof samples);
  g_assert_cmpint (comedi_internal_trigger (device, AO, 0), ==, 1);
  assert_fails (comedi_internal_trigger (device, AO, 0), EAGAIN);
  fake_comedi_advance (50e3);
  g_assert_cmpuint (fake_card_get_output (card, 0)->len, ==, 50);
  fake_comedi_advance (60e3);
  g_assert_cmpuint (fake_card_get_output (card, 0)->len, ==, 100);
  assert_fails (write (comedi_fileno (device), samples, 2), EPIPE);
  g_assert_cmpint (comedi_data_read (device, AI, 0, 0, 0, &data), ==, 1);
  g_assert_cmpuint (data, ==, 59400);
  comedi_close (device);
}

/* What a test can make go wrong beside what happens by itself. */
static void
test_faults (void)
{
  static const int numbers[] = { EACCES, ENODEV, ENOTTY };
  comedi_t *device = open_card ();
  comedi_cmd command = command_of (1000, 0), mask;

  card->faults.n_tests_to_shift = 2;
  g_assert_cmpint (comedi_command_test (device, &command), ==, 0);
  assert_fails (comedi_command (device, &command), EAGAIN);
  g_assert_cmpuint (command.convert_arg, ==, 2000);
  card->faults.denied_stop = TRIG_NONE;
  g_assert_cmpint (comedi_get_cmd_src_mask (device, AI, &mask), ==, 0);
  g_assert_cmphex (mask.stop_src, ==, TRIG_COUNT);
  g_assert_cmpint (comedi_command_test (device, &command), ==, 1);
  card->faults.denied_stop = 0;
  fake_card_take (card, TRUE);
  assert_fails (comedi_command (device, &command), EBUSY);
  fake_card_take (card, FALSE);
  fake_card_lock (card, TRUE);
  assert_fails (comedi_command (device, &command), EACCES);
  comedi_close (device);

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      card->faults.open_errno = numbers[i];
      errno = 0;
      g_assert_null (comedi_open ("/dev/comedi0"));
      g_assert_cmpint (errno, ==, numbers[i]);
    }
}

static void
test_wave_forms (void)
{
  comedi_t *device = open_card ();
  guint16 samples[8000];

  fake_card_set_signal (card, NULL, NULL);
  start (device, 0);
  fake_comedi_advance (FIRST_NS);
  g_assert_cmpint (read (comedi_fileno (device), samples, sizeof samples), ==, sizeof samples);
  /* 2 V in 0.1 s, from -1 V on */
  g_assert_cmpuint (samples[0], ==, 32767 - 3276);
  g_assert_cmpuint (samples[7999], ==, 32767 - 3276 + 2 * 3276 * 8 / 100);
  comedi_close (device);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fake-comedi/subdevices", test_subdevices);
  g_test_add_func ("/fake-comedi/sources", test_sources);
  g_test_add_func ("/fake-comedi/command-test", test_command_test);
  g_test_add_func ("/fake-comedi/refused-commands", test_refused_commands);
  g_test_add_func ("/fake-comedi/end-by-reading", test_end_by_reading);
  g_test_add_func ("/fake-comedi/waiting", test_waiting);
  g_test_add_func ("/fake-comedi/overrun", test_overrun);
  g_test_add_func ("/fake-comedi/map", test_map);
  g_test_add_func ("/fake-comedi/buffer", test_buffer);
  g_test_add_func ("/fake-comedi/second-user", test_second_user);
  g_test_add_func ("/fake-comedi/unplug", test_unplug);
  g_test_add_func ("/fake-comedi/output", test_output);
  g_test_add_func ("/fake-comedi/faults", test_faults);
  g_test_add_func ("/fake-comedi/wave-forms", test_wave_forms);

  return g_test_run ();
}
