/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cards in software against the kernel's drivers: each table row can be read off the function
 * named beside it (drivers/comedi/drivers/ of Linux). */
#include "config.h"

#include <unistd.h>

#include "fake-card-rows.h"
#include "fake-signal.h"

#define AI 0
#define NI_AO 1
#define NI_COUNTER 11

static FakeCard *card;

/* --- analogue input
 * ------------------------------------------------------------------------------------- */

static void
test_pci6110_answers (void)
{
  /* ni_mio_common.c: ni_ai_cmdtest(): 200 ns whatever the channels, 50 ns steps; ni_pcimio.c */
  static const FakeRow rows[] = {
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
  comedi_t *device = fake_card_open (&card, FAKE_PCI_6110);

  fake_sources_check (device, AI, TRIG_NOW | TRIG_INT | TRIG_EXT, TRIG_TIMER | TRIG_EXT,
                      TRIG_TIMER | TRIG_EXT | TRIG_NOW, TRIG_COUNT | TRIG_NONE);
  fake_rows_check (device, rows, G_N_ELEMENTS (rows));
  g_assert_cmphex ((guint)comedi_get_subdevice_flags (device, AI), ==,
                   SDF_READABLE | SDF_DIFF | SDF_DITHER | SDF_CMD_READ | SDF_CMD);
  g_assert_cmpint (comedi_get_n_ranges (device, AI, 0), ==, 8);
  g_assert_cmpfloat (comedi_get_range (device, AI, 0, 7)->max, ==, 0.2);
  fake_sources_check (device, NI_AO, TRIG_INT | TRIG_EXT, TRIG_TIMER | TRIG_EXT, TRIG_NOW,
                      TRIG_COUNT | TRIG_NONE);
  g_assert_cmpuint (comedi_get_maxdata (device, NI_COUNTER, 0), ==, 0xffffff);
  fake_sources_check (device, NI_COUNTER, TRIG_NOW | TRIG_INT | TRIG_OTHER,
                      TRIG_FOLLOW | TRIG_EXT | TRIG_OTHER, TRIG_NOW | TRIG_EXT | TRIG_OTHER,
                      TRIG_NONE);
  comedi_close (device);
}

static void
test_m_series_answers (void)
{
  /* ni_min_ai_scan_period_ns(): each channel wants its time; scans hold their conversions */
  static const FakeRow rows[] = {
    { TRIG_NOW, 0, TRIG_TIMER, 4000, TRIG_TIMER, 4000, 1, 0, 0, 4000, 4000 },
    { TRIG_NOW, 0, TRIG_TIMER, 4000, TRIG_TIMER, 4000, 4, 0, 3, 16000, 4000 },
    { TRIG_NOW, 0, TRIG_TIMER, 1000, TRIG_TIMER, 1000, 1, 0, 3, 4000, 4000 },
    { TRIG_NOW, 0, TRIG_TIMER, 20000, TRIG_TIMER, 5020, 4, 0, 4, 20000, 5000 },
    { TRIG_NOW, 0, TRIG_TIMER, 20000, TRIG_TIMER, 6000, 4, 0, 4, 24000, 6000 },
    { TRIG_NOW, 0, TRIG_EXT, 20, TRIG_TIMER, 4000, 16, 0, 0, 20, 4000 },
    { TRIG_NOW, 0, TRIG_TIMER, 4000, TRIG_NOW, 0, 1, 0, 1, 4000, 0 },
  };
  comedi_t *device = fake_card_open (&card, FAKE_PCI_6220);
  comedi_cmd command = fake_row_to_command (&rows[0]);
  g_autofree guint *list = g_new0 (guint, 513);

  fake_sources_check (device, AI, TRIG_NOW | TRIG_INT | TRIG_EXT, TRIG_TIMER | TRIG_EXT,
                      TRIG_TIMER | TRIG_EXT, TRIG_COUNT | TRIG_NONE);
  fake_rows_check (device, rows, G_N_ELEMENTS (rows));
  g_assert_cmphex ((guint)comedi_get_subdevice_flags (device, AI) & SDF_SOFT_CALIBRATED, !=, 0);
  g_assert_cmpint (comedi_get_subdevice_type (device, NI_AO), ==, COMEDI_SUBD_UNUSED);
  fake_sources_check (device, NI_COUNTER, TRIG_NOW | TRIG_INT | TRIG_OTHER | TRIG_EXT,
                      TRIG_FOLLOW | TRIG_EXT | TRIG_OTHER, TRIG_NOW | TRIG_EXT | TRIG_OTHER,
                      TRIG_NONE);

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
      FakeRow row = { TRIG_NOW,   0,
                      TRIG_TIMER, cases[i].period,
                      convert,    convert == TRIG_NOW ? 0 : cases[i].period,
                      1,          0,
                      0,          0,
                      0 };
      comedi_t *device = fake_card_open (&card, cases[i].model);

      fake_row_start (device, &row, cases[i].flags);
      if (cases[i].n_scans > 1)
        g_assert_cmpint (
            fake_contents_after (device, AI, (cases[i].n_scans - 1) * cases[i].period - 1), ==, 0);
      g_assert_cmpint (fake_contents_after (device, AI, 1), ==, cases[i].n_bytes);
      comedi_close (device);
    }
}

/* ni_ai_poll() hands on what DMA has brought. */
static void
test_ni_poll (void)
{
  static const FakeRow row = { TRIG_NOW, 0, TRIG_TIMER, 4000, TRIG_TIMER, 4000, 1, 0, 0, 0, 0 };
  comedi_t *device = fake_card_open (&card, FAKE_PCI_6220);

  fake_row_start (device, &row, 0);
  g_assert_cmpint (fake_contents_after (device, AI, 300 * 4000), ==, 0);
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
      FakeRow row = {
        TRIG_NOW, 0, TRIG_EXT, 2, is_fast ? TRIG_NOW : TRIG_TIMER, is_fast ? 0 : 4000, 4, 0, 0, 0, 0
      };
      FakePulser pulser = { .first_ns = 1000, .period_ns = 1e6, .width_ns = 500 };
      comedi_t *device = fake_card_open (&card, is_fast ? FAKE_PCI_6110 : FAKE_PCI_6220);
      guint16 samples[12];

      fake_card_set_trigger (card, fake_pulser_trigger, &pulser);
      fake_row_start (device, &row, CMDF_WAKE_EOS);
      g_assert_cmpint (fake_contents_after (device, AI, 1e6 * late[i]), ==, 0);
      g_assert_cmpint (fake_contents_after (device, AI, 2e6 + 20e3), ==, 24);
      g_assert_cmpint (read (comedi_fileno (device), samples, sizeof samples), ==, 24);
      g_assert_cmpuint (samples[3], ==, 0);
      g_assert_cmpuint (samples[11], ==, 2);
      comedi_close (device);
    }
}

static void
test_wide_samples (void)
{
  static const FakeRow row = { TRIG_NOW, 0, TRIG_TIMER, 1600, TRIG_TIMER, 1600, 1, 1000, 0, 0, 0 };
  comedi_t *device = fake_card_open (&card, FAKE_PCI_6280);
  guint32 samples[1000];

  g_assert_cmpuint (comedi_get_maxdata (device, AI, 0), ==, 0x3ffff);
  g_assert_cmphex ((guint)comedi_get_subdevice_flags (device, AI) & SDF_LSAMPL, !=, 0);
  fake_row_start (device, &row, 0);
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
  static const FakeRow latching = { TRIG_NOW, 0, TRIG_EXT, CR_EDGE | NI_GPCT_PFI_GATE_SELECT (9),
                                    TRIG_NOW, 0, 1,        0,
                                    0,        0, 0 };
  static const FakeRow scanning = {
    TRIG_NOW, 0, TRIG_TIMER, 250000, TRIG_TIMER, 4000, 1, 0, 0, 0, 0
  };
  FakePulser pulser = { .first_ns = 1e5, .period_ns = 1e5, .width_ns = 500 };

  for (guint i = 0; i < 3; i++)
    {
      comedi_t *device = fake_card_open (&card, FAKE_PCI_6220);
      comedi_cmd command = fake_row_to_command (&latching);
      lsampl_t latches[1024];

      fake_card_set_trigger (card, fake_pulser_trigger, &pulser);
      set_up_encoder (device);
      g_assert_cmpint (comedi_set_read_subdevice (device, NI_COUNTER), ==, 0);
      command.subdev = NI_COUNTER;
      command.flags = i == 1 ? CMDF_WAKE_EOS : 0;
      g_assert_cmpint (comedi_command (device, &command), ==, 0);
      assert_fails (comedi_set_counter_mode (device, NI_COUNTER, 0, 0), EBUSY);
      if (i == 2)
        fake_row_start (device, &scanning, CMDF_WAKE_EOS);
      g_assert_cmpint (fake_contents_after (device, NI_COUNTER, 2.6e5), ==, i > 0 ? 8 : 0);
      g_assert_cmpint (fake_contents_after (device, NI_COUNTER, 1021.4e5), ==, 4096);
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
  static const FakeRow latching = { TRIG_NOW, 0, TRIG_EXT, CR_EDGE | NI_GPCT_NEXT_OUT_GATE_SELECT,
                                    TRIG_NOW, 0, 1,        0,
                                    0,        0, 0 };
  comedi_t *device = fake_card_open (&card, FAKE_PCI_6220);
  comedi_cmd command = fake_row_to_command (&latching);
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
  g_assert_cmpint (fake_contents_after (device, NI_COUNTER, 5e6), ==, 0);
  comedi_arm (device, other, NI_GPCT_ARM_IMMEDIATE);
  g_assert_cmpint (fake_contents_after (device, NI_COUNTER, 10e6 - 1), ==, 40);
  comedi_close (device);
}

static void
test_ni_output (void)
{
  FakeRow row = { TRIG_INT, 0, TRIG_TIMER, 10000, TRIG_NOW, 0, 1, 0, 0, 0, 0 };
  comedi_t *device = fake_card_open (&card, FAKE_PCI_6221);
  comedi_cmd command = fake_row_to_command (&row);
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fake-ni/pci6110/answers", test_pci6110_answers);
  g_test_add_func ("/fake-ni/m-series/answers", test_m_series_answers);
  g_test_add_func ("/fake-ni/lumps", test_ni_lumps);
  g_test_add_func ("/fake-ni/poll", test_ni_poll);
  g_test_add_func ("/fake-ni/scan-per-edge", test_ni_scan_per_edge);
  g_test_add_func ("/fake-ni/wide-samples", test_wide_samples);
  g_test_add_func ("/fake-ni/latches", test_latches);
  g_test_add_func ("/fake-ni/latches-by-pulses", test_latches_by_pulses);
  g_test_add_func ("/fake-ni/output", test_ni_output);

  return g_test_run ();
}
