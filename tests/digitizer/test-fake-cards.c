/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cards in software against the kernel's drivers: each table row can be read off the function
 * named beside it (drivers/comedi/drivers/ of Linux). */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <unistd.h>

#include "fake-comedi.h"
#include "fake-signal.h"

#define AI 0
#define NI_AO 1
#define NI_COUNTER 11

#define assert_fails(call, number)                                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    errno = 0;                                                                                     \
    g_assert_cmpint ((call), ==, -1);                                                              \
    g_assert_cmpint (errno, ==, (number));                                                         \
  }                                                                                                \
  G_STMT_END

static FakeCard *card;

static comedi_t *
open_card (FakeModel model)
{
  comedi_t *device;

  fake_comedi_reset ();
  card = fake_comedi_install ("/dev/comedi0", model);
  fake_card_set_counts (card, fake_counts_ramp, NULL);
  device = comedi_open ("/dev/comedi0");
  g_assert_nonnull (device);
  g_assert_cmpint (fcntl (comedi_fileno (device), F_SETFL, O_NONBLOCK), ==, 0);

  return device;
}

/* A command as asked, and what command_test() makes of it. */
typedef struct
{
  guint start, start_arg, scan_begin, scan_begin_arg, convert, convert_arg, n_channels, stop_arg;
  int stage;
  guint scan_begin_after, convert_after;
} Row;

static guint chanlist[32];

static comedi_cmd
command_of (const Row *row)
{
  for (guint i = 0; i < G_N_ELEMENTS (chanlist); i++)
    chanlist[i] = i;

  return (comedi_cmd){ .subdev = AI,
                       .start_src = row->start,
                       .start_arg = row->start_arg,
                       .scan_begin_src = row->scan_begin,
                       .scan_begin_arg = row->scan_begin_arg,
                       .convert_src = row->convert,
                       .convert_arg = row->convert_arg,
                       .scan_end_src = TRIG_COUNT,
                       .scan_end_arg = row->n_channels,
                       .stop_src = row->stop_arg > 0 ? TRIG_COUNT : TRIG_NONE,
                       .stop_arg = row->stop_arg,
                       .chanlist = chanlist,
                       .chanlist_len = row->n_channels };
}

static void
check_rows (comedi_t *device, const Row *rows, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      comedi_cmd command = command_of (&rows[i]);

      g_test_message ("row %zu", i);
      g_assert_cmpint (comedi_command_test (device, &command), ==, rows[i].stage);
      g_assert_cmpuint (command.scan_begin_arg, ==, rows[i].scan_begin_after);
      g_assert_cmpuint (command.convert_arg, ==, rows[i].convert_after);
    }
}

static void
check_sources (comedi_t *device,
               guint subdevice,
               guint start,
               guint scan_begin,
               guint convert,
               guint stop)
{
  comedi_cmd mask;

  g_assert_cmpint (comedi_get_cmd_src_mask (device, subdevice, &mask), ==, 0);
  g_assert_cmphex (mask.start_src, ==, start);
  g_assert_cmphex (mask.scan_begin_src, ==, scan_begin);
  g_assert_cmphex (mask.convert_src, ==, convert);
  g_assert_cmphex (mask.stop_src, ==, stop);
}

static void
start (comedi_t *device, const Row *row, guint flags)
{
  comedi_cmd command = command_of (row);

  command.flags = flags;
  g_assert_cmpint (comedi_command (device, &command), ==, 0);
}

static int
contents_after (comedi_t *device, guint subdevice, double ns)
{
  fake_comedi_advance (ns);

  return comedi_get_buffer_contents (device, subdevice);
}

/* --- PCI-DAS4020/12 ------------------------------------------------------------------------- */

static void
test_das4020_answers (void)
{
  /* cb_pcidas64.c: ai_cmdtest(), check_adc_timing(); a period is rounded only where conversions are
   * timed, and 1 tick is let through there */
  static const Row rows[] = {
    { TRIG_NOW, 0, TRIG_TIMER, 50, TRIG_TIMER, 0, 1, 0, 0, 50, 0 },
    { TRIG_NOW, 0, TRIG_TIMER, 60, TRIG_TIMER, 0, 1, 0, 4, 50, 0 },
    { TRIG_NOW, 0, TRIG_TIMER, 63, TRIG_TIMER, 0, 2, 0, 4, 75, 0 },
    { TRIG_NOW, 0, TRIG_TIMER, 30, TRIG_TIMER, 0, 1, 0, 4, 25, 0 },
    { TRIG_NOW, 0, TRIG_TIMER, 60, TRIG_NOW, 0, 1, 0, 0, 60, 0 },
    { TRIG_NOW, 0, TRIG_TIMER, 1000, TRIG_TIMER, 1000, 1, 0, 3, 1000, 0 },
    { TRIG_NOW, 7, TRIG_TIMER, 100, TRIG_TIMER, 0, 1, 0, 3, 100, 0 },
    { TRIG_EXT, 1 | CR_INVERT, TRIG_TIMER, 100, TRIG_TIMER, 0, 4, 1000, 0, 100, 0 },
    { TRIG_NOW, 0, TRIG_TIMER, 100, TRIG_TIMER, 0, 3, 0, 5, 100, 0 },
    { TRIG_NOW, 0, TRIG_EXT, 0, TRIG_TIMER, 0, 1, 0, 1, 0, 0 },
    { TRIG_INT, 0, TRIG_TIMER, 100, TRIG_TIMER, 0, 1, 0, 1, 100, 0 },
  };
  comedi_t *device = open_card (FAKE_PCI_DAS4020);
  comedi_cmd command = command_of (&rows[0]);

  check_sources (device, AI, TRIG_NOW | TRIG_EXT, TRIG_TIMER | TRIG_OTHER, TRIG_TIMER | TRIG_NOW,
                 TRIG_COUNT | TRIG_EXT | TRIG_NONE);
  check_rows (device, rows, G_N_ELEMENTS (rows));
  g_assert_cmpuint (comedi_get_maxdata (device, AI, 0), ==, 4095);
  g_assert_cmpint (comedi_get_n_channels (device, AI), ==, 4);
  g_assert_cmpfloat (comedi_get_range (device, AI, 0, 1)->max, ==, 1.0);
  g_assert_cmpint (comedi_get_write_subdevice (device), ==, -1);
  command.subdev = 1;
  assert_fails (comedi_command_test (device, &command), EIO);

  /* from another channel on they must follow each other too */
  command.subdev = AI;
  command.chanlist_len = command.scan_end_arg = 2;
  chanlist[0] = 2;
  chanlist[1] = 3;
  g_assert_cmpint (comedi_command_test (device, &command), ==, 0);
  chanlist[1] = 1;
  g_assert_cmpint (comedi_command_test (device, &command), ==, 5);
  comedi_close (device);
}

/* drain_dma_buffers(): 2048 samples come together, also the last ones of a finite command, for
 * which the card samples on. */
static void
test_das4020_blocks (void)
{
  static const Row endless = { TRIG_NOW, 0, TRIG_TIMER, 50, TRIG_TIMER, 0, 1, 0, 0, 0, 0 };
  static const Row finite = { TRIG_NOW, 0, TRIG_TIMER, 50, TRIG_TIMER, 0, 2, 500, 0, 0, 0 };
  comedi_t *device = open_card (FAKE_PCI_DAS4020);
  struct pollfd waiting = { .fd = comedi_fileno (device), .events = POLLIN };

  start (device, &endless, 0);
  g_assert_cmpint (poll (&waiting, 1, 100), ==, 1);
  g_assert_cmpfloat (fake_comedi_now_ns (), ==, 2047 * 50.0);
  g_assert_cmpint (comedi_get_buffer_contents (device, AI), ==, 4096);
  comedi_cancel (device, AI);

  start (device, &finite, 0);
  g_assert_cmpint (contents_after (device, AI, 1023 * 50 - 1), ==, 0);
  g_assert_cmpint (contents_after (device, AI, 1), ==, 2000);
  g_assert_false (fake_card_is_running (card, AI));
  comedi_close (device);
}

/* ai_cmd(), set_ai_pacing(): what command_test() let through is not what the card does. */
static void
test_das4020_silent_rounding (void)
{
  static const struct
  {
    guint asked, convert;
    double period_ns;
  } cases[] = { { 60, TRIG_NOW, 50 },
                { 10, TRIG_NOW, 50 },
                { 25, TRIG_TIMER, 25.0 * (0xffffff + 2) } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Row row = { TRIG_NOW, 0, TRIG_TIMER, cases[i].asked, cases[i].convert, 0, 1, 0, 0, 0, 0 };
      comedi_t *device = open_card (FAKE_PCI_DAS4020);

      start (device, &row, 0);
      g_assert_cmpint (contents_after (device, AI, 2047 * cases[i].period_ns - 1), ==, 0);
      g_assert_cmpint (contents_after (device, AI, 1), ==, 4096);
      comedi_close (device);
    }
}

static void
test_das4020_trigger (void)
{
  static const Row row = { TRIG_EXT, 1, TRIG_TIMER, 50, TRIG_TIMER, 0, 1, 2048, 0, 0, 0 };
  FakePulser pulser = { .first_ns = 1e6, .period_ns = 1e6, .width_ns = 500 };
  comedi_t *device = open_card (FAKE_PCI_DAS4020);

  fake_card_set_trigger (card, fake_pulser_trigger, &pulser);
  for (guint i = 0; i < 2; i++)
    {
      Row falling = row;

      falling.start_arg |= i == 1 ? CR_INVERT : 0;
      fake_comedi_advance (ceil (fake_comedi_now_ns () / 1e6) * 1e6 + 5e5 - fake_comedi_now_ns ());
      start (device, &falling, 0);
      g_assert_cmpint (contents_after (device, AI, 5e5 + i * 500 + 2047 * 50 - 1), ==, 0);
      g_assert_cmpint (contents_after (device, AI, 1), ==, 4096);
      g_assert_cmpint (comedi_cancel (device, AI), ==, 0);
    }
  comedi_close (device);
}

/* --- NI ------------------------------------------------------------------------------------- */

static void
test_pci6110_answers (void)
{
  /* ni_mio_common.c: ni_ai_cmdtest(): 200 ns whatever the channels, 50 ns steps; ni_pcimio.c */
  static const Row rows[] = {
    { TRIG_NOW, 0, TRIG_TIMER, 200, TRIG_NOW, 0, 4, 0, 0, 200, 0 },
    { TRIG_NOW, 0, TRIG_TIMER, 100, TRIG_NOW, 0, 1, 0, 3, 200, 0 },
    { TRIG_NOW, 0, TRIG_TIMER, 230, TRIG_NOW, 0, 1, 0, 4, 250, 0 },
    { TRIG_NOW, 0, TRIG_TIMER, 200, TRIG_TIMER, 77, 1, 0, 3, 200, 0 },
    { TRIG_EXT, 0, TRIG_TIMER, 200, TRIG_NOW, 0, 1, 100, 0, 200, 0 },
    { TRIG_NOW, 0, TRIG_EXT, 9, TRIG_NOW, 0, 4, 0, 0, 9, 0 },
    { TRIG_NOW, 0, TRIG_EXT, 20, TRIG_NOW, 0, 4, 0, 3, 20, 0 },
    { TRIG_NOW, 0, TRIG_FOLLOW, 0, TRIG_NOW, 0, 1, 0, 1, 0, 0 },
    { TRIG_NOW, 0, TRIG_TIMER, 200, TRIG_NOW, 0, 1, 0x1000000, 3, 200, 0 },
  };
  comedi_t *device = open_card (FAKE_PCI_6110);

  check_sources (device, AI, TRIG_NOW | TRIG_INT | TRIG_EXT, TRIG_TIMER | TRIG_EXT,
                 TRIG_TIMER | TRIG_EXT | TRIG_NOW, TRIG_COUNT | TRIG_NONE);
  check_rows (device, rows, G_N_ELEMENTS (rows));
  g_assert_cmphex ((guint)comedi_get_subdevice_flags (device, AI), ==,
                   SDF_READABLE | SDF_DIFF | SDF_DITHER | SDF_CMD_READ | SDF_CMD);
  g_assert_cmpint (comedi_get_n_ranges (device, AI, 0), ==, 8);
  g_assert_cmpfloat (comedi_get_range (device, AI, 0, 7)->max, ==, 0.2);
  check_sources (device, NI_AO, TRIG_INT | TRIG_EXT, TRIG_TIMER | TRIG_EXT, TRIG_NOW,
                 TRIG_COUNT | TRIG_NONE);
  g_assert_cmpuint (comedi_get_maxdata (device, NI_COUNTER, 0), ==, 0xffffff);
  check_sources (device, NI_COUNTER, TRIG_NOW | TRIG_INT | TRIG_OTHER,
                 TRIG_FOLLOW | TRIG_EXT | TRIG_OTHER, TRIG_NOW | TRIG_EXT | TRIG_OTHER, TRIG_NONE);
  comedi_close (device);
}

static void
test_m_series_answers (void)
{
  /* ni_min_ai_scan_period_ns(): each channel wants its time; scans hold their conversions */
  static const Row rows[] = {
    { TRIG_NOW, 0, TRIG_TIMER, 4000, TRIG_TIMER, 4000, 1, 0, 0, 4000, 4000 },
    { TRIG_NOW, 0, TRIG_TIMER, 4000, TRIG_TIMER, 4000, 4, 0, 3, 16000, 4000 },
    { TRIG_NOW, 0, TRIG_TIMER, 1000, TRIG_TIMER, 1000, 1, 0, 3, 4000, 4000 },
    { TRIG_NOW, 0, TRIG_TIMER, 20000, TRIG_TIMER, 5020, 4, 0, 4, 20000, 5000 },
    { TRIG_NOW, 0, TRIG_TIMER, 20000, TRIG_TIMER, 6000, 4, 0, 4, 24000, 6000 },
    { TRIG_NOW, 0, TRIG_EXT, 20, TRIG_TIMER, 4000, 16, 0, 0, 20, 4000 },
    { TRIG_NOW, 0, TRIG_TIMER, 4000, TRIG_NOW, 0, 1, 0, 1, 4000, 0 },
  };
  comedi_t *device = open_card (FAKE_PCI_6220);
  comedi_cmd command = command_of (&rows[0]);
  g_autofree guint *list = g_new0 (guint, 513);

  check_sources (device, AI, TRIG_NOW | TRIG_INT | TRIG_EXT, TRIG_TIMER | TRIG_EXT,
                 TRIG_TIMER | TRIG_EXT, TRIG_COUNT | TRIG_NONE);
  check_rows (device, rows, G_N_ELEMENTS (rows));
  g_assert_cmphex ((guint)comedi_get_subdevice_flags (device, AI) & SDF_SOFT_CALIBRATED, !=, 0);
  g_assert_cmpint (comedi_get_subdevice_type (device, NI_AO), ==, COMEDI_SUBD_UNUSED);
  check_sources (device, NI_COUNTER, TRIG_NOW | TRIG_INT | TRIG_OTHER | TRIG_EXT,
                 TRIG_FOLLOW | TRIG_EXT | TRIG_OTHER, TRIG_NOW | TRIG_EXT | TRIG_OTHER, TRIG_NONE);

  /* one channel many times in a scan: 512 is the list's length */
  command.chanlist = list;
  command.chanlist_len = command.scan_end_arg = 512;
  command.scan_begin_src = TRIG_EXT;
  g_assert_cmpint (comedi_command_test (device, &command), ==, 3);
  g_assert_cmpint (comedi_command_test (device, &command), ==, 3);
  command.scan_begin_arg = NI_EXT_PFI (3);
  g_assert_cmpint (comedi_command_test (device, &command), ==, 0);
  command.chanlist_len = command.scan_end_arg = 513;
  assert_fails (comedi_command_test (device, &command), EINVAL);
  comedi_close (device);
}

/* ni_ai_cmd(): half a FIFO or a page; each scan where the command asks for it. */
static void
test_ni_lumps (void)
{
  static const struct
  {
    FakeModel model;
    guint period, flags, n_bytes;
    double n_scans;
  } cases[] = {
    { FAKE_PCI_6110, 200, 0, 8192, 4096 + 3 },    { FAKE_PCI_6110, 200, CMDF_WAKE_EOS, 2, 1 + 3 },
    { FAKE_PCI_6220, 4000, 0, 4096, 2048 },       { FAKE_PCI_6221, 4000, 0, 4096, 2048 },
    { FAKE_PCI_6221, 4000, CMDF_WAKE_EOS, 2, 1 }, { FAKE_PCI_6280, 1600, 0, 4096, 1024 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint convert = cases[i].model == FAKE_PCI_6110 ? TRIG_NOW : TRIG_TIMER;
      Row row = { TRIG_NOW,   0,
                  TRIG_TIMER, cases[i].period,
                  convert,    convert == TRIG_NOW ? 0 : cases[i].period,
                  1,          0,
                  0,          0,
                  0 };
      comedi_t *device = open_card (cases[i].model);

      start (device, &row, cases[i].flags);
      if (cases[i].n_scans > 1)
        g_assert_cmpint (contents_after (device, AI, (cases[i].n_scans - 1) * cases[i].period - 1),
                         ==, 0);
      g_assert_cmpint (contents_after (device, AI, 1), ==, cases[i].n_bytes);
      comedi_close (device);
    }
}

/* ni_ai_poll() hands on what DMA has brought. */
static void
test_ni_poll (void)
{
  static const Row row = { TRIG_NOW, 0, TRIG_TIMER, 4000, TRIG_TIMER, 4000, 1, 0, 0, 0, 0 };
  comedi_t *device = open_card (FAKE_PCI_6220);

  start (device, &row, 0);
  g_assert_cmpint (contents_after (device, AI, 300 * 4000), ==, 0);
  g_assert_cmpint (comedi_poll (device, AI), ==, 512);
  g_assert_cmpint (comedi_get_buffer_contents (device, AI), ==, 512);
  comedi_close (device);
}

/* One scan per edge; the 6110 gives it out three scans later. */
static void
test_ni_scan_per_edge (void)
{
  static const guint late[] = { 3, 0 };

  for (guint i = 0; i < 2; i++)
    {
      gboolean is_fast = i == 0;
      Row row = { TRIG_NOW, 0, TRIG_EXT, 2, is_fast ? TRIG_NOW : TRIG_TIMER, is_fast ? 0 : 4000, 4,
                  0,        0, 0,        0 };
      FakePulser pulser = { .first_ns = 1000, .period_ns = 1e6, .width_ns = 500 };
      comedi_t *device = open_card (is_fast ? FAKE_PCI_6110 : FAKE_PCI_6220);
      guint16 samples[12];

      fake_card_set_trigger (card, fake_pulser_trigger, &pulser);
      start (device, &row, CMDF_WAKE_EOS);
      g_assert_cmpint (contents_after (device, AI, 1e6 * late[i]), ==, 0);
      g_assert_cmpint (contents_after (device, AI, 2e6 + 20e3), ==, 24);
      g_assert_cmpint (read (comedi_fileno (device), samples, sizeof samples), ==, 24);
      g_assert_cmpuint (samples[3], ==, 0);
      g_assert_cmpuint (samples[11], ==, 2);
      comedi_close (device);
    }
}

static void
test_wide_samples (void)
{
  static const Row row = { TRIG_NOW, 0, TRIG_TIMER, 1600, TRIG_TIMER, 1600, 1, 1000, 0, 0, 0 };
  comedi_t *device = open_card (FAKE_PCI_6280);
  guint32 samples[1000];

  g_assert_cmpuint (comedi_get_maxdata (device, AI, 0), ==, 0x3ffff);
  g_assert_cmphex ((guint)comedi_get_subdevice_flags (device, AI) & SDF_LSAMPL, !=, 0);
  start (device, &row, 0);
  fake_comedi_advance (2e6);
  g_assert_cmpint (read (comedi_fileno (device), samples, sizeof samples), ==, sizeof samples);
  g_assert_cmpuint (samples[999], ==, 999);
  comedi_close (device);
}

/* --- counters ------------------------------------------------------------------------------- */

static double
moving (gpointer unused, double ns)
{
  return ns / 1000.0; /* an edge per us */
}

static void
set_up_encoder (comedi_t *device)
{
  fake_card_set_encoder (card, moving, NULL);
  comedi_set_gate_source (device, NI_COUNTER, 0, 0, NI_GPCT_DISABLED_GATE_SELECT);
  comedi_set_counter_mode (device, NI_COUNTER, 0,
                           NI_GPCT_COUNTING_MODE_QUADRATURE_X4_BITS |
                               NI_GPCT_COUNTING_DIRECTION_HW_UP_DOWN_BITS |
                               NI_GPCT_EDGE_GATE_NO_STARTS_NO_STOPS_BITS);
  comedi_set_other_source (device, NI_COUNTER, 0, NI_GPCT_SOURCE_ENCODER_A,
                           NI_GPCT_PFI_OTHER_SELECT (8));
  comedi_set_other_source (device, NI_COUNTER, 0, NI_GPCT_SOURCE_ENCODER_B,
                           NI_GPCT_PFI_OTHER_SELECT (10));
}

/* ni_tiocmd.c: each edge of the gate is a latch. They come with a page, with each edge where the
 * command asks for it, and whenever the analogue input interrupts (ni_E_interrupt()). */
static void
test_latches (void)
{
  static const Row latching = { TRIG_NOW, 0, TRIG_EXT, CR_EDGE | NI_GPCT_PFI_GATE_SELECT (9),
                                TRIG_NOW, 0, 1,        0,
                                0,        0, 0 };
  static const Row scanning = { TRIG_NOW, 0, TRIG_TIMER, 250000, TRIG_TIMER, 4000, 1, 0, 0, 0, 0 };
  FakePulser pulser = { .first_ns = 1e5, .period_ns = 1e5, .width_ns = 500 };

  for (guint i = 0; i < 3; i++)
    {
      comedi_t *device = open_card (FAKE_PCI_6220);
      comedi_cmd command = command_of (&latching);
      lsampl_t latches[1024];

      fake_card_set_trigger (card, fake_pulser_trigger, &pulser);
      set_up_encoder (device);
      g_assert_cmpint (comedi_set_read_subdevice (device, NI_COUNTER), ==, 0);
      command.subdev = NI_COUNTER;
      command.flags = i == 1 ? CMDF_WAKE_EOS : 0;
      g_assert_cmpint (comedi_command (device, &command), ==, 0);
      assert_fails (comedi_set_counter_mode (device, NI_COUNTER, 0, 0), EBUSY);
      if (i == 2)
        start (device, &scanning, CMDF_WAKE_EOS);
      g_assert_cmpint (contents_after (device, NI_COUNTER, 2.6e5), ==, i > 0 ? 8 : 0);
      g_assert_cmpint (contents_after (device, NI_COUNTER, 1021.4e5), ==, 4096);
      g_assert_cmpint (read (comedi_fileno (device), latches, sizeof latches), ==, 4096);
      g_assert_cmpuint (latches[0], ==, 100);
      g_assert_cmpuint (latches[1023], ==, 102400);
      comedi_close (device);
    }
}

/* The other counter's output as gate. */
static void
test_latches_by_pulses (void)
{
  static const Row latching = { TRIG_NOW, 0, TRIG_EXT, CR_EDGE | NI_GPCT_NEXT_OUT_GATE_SELECT,
                                TRIG_NOW, 0, 1,        0,
                                0,        0, 0 };
  comedi_t *device = open_card (FAKE_PCI_6220);
  comedi_cmd command = command_of (&latching);
  guint other = NI_COUNTER + 1;

  set_up_encoder (device);
  comedi_set_gate_source (device, other, 0, 0, NI_GPCT_DISABLED_GATE_SELECT);
  comedi_set_counter_mode (device, other, 0,
                           NI_GPCT_OUTPUT_TC_TOGGLE_BITS | NI_GPCT_LOADING_ON_TC_BIT |
                               NI_GPCT_RELOAD_SOURCE_SWITCHING_BITS | NI_GPCT_LOAD_B_SELECT_BIT |
                               NI_GPCT_COUNTING_DIRECTION_DOWN_BITS);
  comedi_set_clock_source (device, other, 0, NI_GPCT_TIMEBASE_1_CLOCK_SRC_BITS, 50);
  comedi_data_write (device, other, 1, 0, 0, 19799);
  comedi_data_write (device, other, 2, 0, 0, 199);
  comedi_data_write (device, other, 0, 0, 0, 19799);
  comedi_set_read_subdevice (device, NI_COUNTER);
  command.subdev = NI_COUNTER;
  command.flags = CMDF_WAKE_EOS;
  g_assert_cmpint (comedi_command (device, &command), ==, 0);
  g_assert_cmpint (contents_after (device, NI_COUNTER, 5e6), ==, 0);
  comedi_arm (device, other, NI_GPCT_ARM_IMMEDIATE);
  g_assert_cmpint (contents_after (device, NI_COUNTER, 10e6 - 1), ==, 40);
  comedi_close (device);
}

static void
test_ni_output (void)
{
  Row row = { TRIG_INT, 0, TRIG_TIMER, 10000, TRIG_NOW, 0, 1, 0, 0, 0, 0 };
  comedi_t *device = open_card (FAKE_PCI_6221);
  comedi_cmd command = command_of (&row);
  g_autofree guint16 *samples = g_new0 (guint16, 8192);

  command.subdev = NI_AO;
  g_assert_cmpint (comedi_command (device, &command), ==, 0);
  g_assert_cmpint (write (comedi_fileno (device), samples, 2000), ==, 2000);
  assert_fails (comedi_internal_trigger (device, NI_AO, 0), EPIPE);
  g_assert_cmpint (write (comedi_fileno (device), samples, 16384), ==, 16384);
  g_assert_cmpint (comedi_internal_trigger (device, NI_AO, 0), ==, 1);
  fake_comedi_advance (1e6);
  g_assert_cmpuint (fake_card_get_output (card, 0)->len, ==, 101);
  fake_comedi_advance (1e9);
  assert_fails (write (comedi_fileno (device), samples, 2), EPIPE);
  comedi_close (device);
}

/* --- usbduxfast ----------------------------------------------------------------------------- */

static void
test_usbduxfast_answers (void)
{
  /* usbduxfast_ai_cmdtest(): steps of 1/30 us, put right only out of limits */
  static const Row rows[] = {
    { TRIG_NOW, 0, TRIG_FOLLOW, 0, TRIG_TIMER, 1000, 1, 0, 0, 0, 1000 },
    { TRIG_NOW, 0, TRIG_FOLLOW, 0, TRIG_TIMER, 20, 1, 0, 3, 0, 33 },
    { TRIG_NOW, 0, TRIG_FOLLOW, 0, TRIG_TIMER, 33, 1, 0, 3, 0, 33 },
    { TRIG_NOW, 0, TRIG_FOLLOW, 0, TRIG_TIMER, 34, 1, 0, 0, 0, 34 },
    { TRIG_NOW, 0, TRIG_FOLLOW, 0, TRIG_TIMER, 50, 1, 0, 0, 0, 50 },
    { TRIG_NOW, 0, TRIG_FOLLOW, 0, TRIG_TIMER, 100, 2, 0, 3, 0, 300 },
    { TRIG_NOW, 0, TRIG_FOLLOW, 0, TRIG_TIMER, 20000, 1, 0, 3, 0, 16666 },
    { TRIG_NOW, 0, TRIG_FOLLOW, 0, TRIG_TIMER, 1000, 4, 0, 5, 0, 1000 },
    { TRIG_NOW, 0, TRIG_FOLLOW, 0, TRIG_TIMER, 1000, 16, 0, 0, 0, 1000 },
    { TRIG_EXT, 0, TRIG_FOLLOW, 0, TRIG_TIMER, 1000, 2, 0, 3, 0, 1000 },
    { TRIG_EXT, 0, TRIG_FOLLOW, 0, TRIG_TIMER, 1000, 1, 0, 0, 0, 1000 },
    { TRIG_EXT, 1, TRIG_FOLLOW, 0, TRIG_TIMER, 1000, 1, 0, 3, 0, 1000 },
    { TRIG_NOW, 0, TRIG_TIMER, 0, TRIG_TIMER, 1000, 1, 0, 1, 0, 1000 },
  };
  comedi_t *device = open_card (FAKE_USBDUXFAST);
  comedi_cmd command = command_of (&rows[0]);

  check_sources (device, AI, TRIG_NOW | TRIG_EXT | TRIG_INT, TRIG_FOLLOW, TRIG_TIMER,
                 TRIG_COUNT | TRIG_NONE);
  check_rows (device, rows, G_N_ELEMENTS (rows));
  g_assert_cmpuint (comedi_get_maxdata (device, AI, 0), ==, 4096);
  chanlist[0] = 1;
  g_assert_cmpint (comedi_command_test (device, &command), ==, 5);
  comedi_close (device);
}

/* usbduxfast_ai_handle_urb(): four packets of 256 samples are dropped, and the period is the next
 * shorter one in steps. */
static void
test_usbduxfast_packets (void)
{
  static const Row row = { TRIG_NOW, 0, TRIG_FOLLOW, 0, TRIG_TIMER, 333, 1, 0, 0, 0, 333 };
  comedi_t *device = open_card (FAKE_USBDUXFAST);
  guint16 samples[256];

  start (device, &row, 0);
  g_assert_cmpint (contents_after (device, AI, (5 * 256 - 1) * 300 - 1), ==, 0);
  g_assert_cmpint (contents_after (device, AI, 1), ==, 512);
  g_assert_cmpint (read (comedi_fileno (device), samples, sizeof samples), ==, 512);
  comedi_close (device);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fake-cards/das4020/answers", test_das4020_answers);
  g_test_add_func ("/fake-cards/das4020/blocks", test_das4020_blocks);
  g_test_add_func ("/fake-cards/das4020/silent-rounding", test_das4020_silent_rounding);
  g_test_add_func ("/fake-cards/das4020/trigger", test_das4020_trigger);
  g_test_add_func ("/fake-cards/pci6110/answers", test_pci6110_answers);
  g_test_add_func ("/fake-cards/m-series/answers", test_m_series_answers);
  g_test_add_func ("/fake-cards/ni/lumps", test_ni_lumps);
  g_test_add_func ("/fake-cards/ni/poll", test_ni_poll);
  g_test_add_func ("/fake-cards/ni/scan-per-edge", test_ni_scan_per_edge);
  g_test_add_func ("/fake-cards/ni/wide-samples", test_wide_samples);
  g_test_add_func ("/fake-cards/ni/latches", test_latches);
  g_test_add_func ("/fake-cards/ni/latches-by-pulses", test_latches_by_pulses);
  g_test_add_func ("/fake-cards/ni/output", test_ni_output);
  g_test_add_func ("/fake-cards/usbduxfast/answers", test_usbduxfast_answers);
  g_test_add_func ("/fake-cards/usbduxfast/packets", test_usbduxfast_packets);

  return g_test_run ();
}
