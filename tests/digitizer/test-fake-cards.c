/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cards in software against the kernel's drivers: each table row can be read off the function
 * named beside it (drivers/comedi/drivers/ of Linux). */
#include "config.h"

#include <math.h>
#include <poll.h>
#include <unistd.h>

#include "fake-card-rows.h"
#include "fake-signal.h"

#define AI 0

static FakeCard *card;

/* --- PCI-DAS4020/12 ------------------------------------------------------------------------- */

static void
test_das4020_answers (void)
{
  /* cb_pcidas64.c: ai_cmdtest(), check_adc_timing(); a period is rounded only where conversions are
   * timed, and 1 tick is let through there */
  static const FakeRow rows[] = {
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
  comedi_t *device = fake_card_open (&card, FAKE_PCI_DAS4020);
  comedi_cmd command = fake_row_to_command (&rows[0]);

  fake_sources_check (device, AI, TRIG_NOW | TRIG_EXT, TRIG_TIMER | TRIG_OTHER,
                      TRIG_TIMER | TRIG_NOW, TRIG_COUNT | TRIG_EXT | TRIG_NONE);
  fake_rows_check (device, rows, G_N_ELEMENTS (rows));
  g_assert_cmpuint (comedi_get_maxdata (device, AI, 0), ==, 4095);
  g_assert_cmpint (comedi_get_n_channels (device, AI), ==, 4);
  g_assert_cmpfloat (comedi_get_range (device, AI, 0, 1)->max, ==, 1.0);
  g_assert_cmpint (comedi_get_write_subdevice (device), ==, -1);
  command.subdev = 1;
  assert_fails (comedi_command_test (device, &command), EIO);

  /* from another channel on they must follow each other too */
  command.subdev = AI;
  command.chanlist_len = command.scan_end_arg = 2;
  fake_row_chanlist[0] = 2;
  fake_row_chanlist[1] = 3;
  g_assert_cmpint (comedi_command_test (device, &command), ==, 0);
  fake_row_chanlist[1] = 1;
  g_assert_cmpint (comedi_command_test (device, &command), ==, 5);
  comedi_close (device);
}

/* drain_dma_buffers(): 2048 samples come together, also the last ones of a finite command, for
 * which the card samples on. */
static void
test_das4020_blocks (void)
{
  static const FakeRow endless = { TRIG_NOW, 0, TRIG_TIMER, 50, TRIG_TIMER, 0, 1, 0, 0, 0, 0 };
  static const FakeRow finite = { TRIG_NOW, 0, TRIG_TIMER, 50, TRIG_TIMER, 0, 2, 500, 0, 0, 0 };
  comedi_t *device = fake_card_open (&card, FAKE_PCI_DAS4020);
  struct pollfd waiting = { .fd = comedi_fileno (device), .events = POLLIN };

  fake_row_start (device, &endless, 0);
  g_assert_cmpint (poll (&waiting, 1, 100), ==, 1);
  g_assert_cmpfloat (fake_comedi_now_ns (), ==, 2047 * 50.0);
  g_assert_cmpint (comedi_get_buffer_contents (device, AI), ==, 4096);
  comedi_cancel (device, AI);

  fake_row_start (device, &finite, 0);
  g_assert_cmpint (fake_contents_after (device, AI, 1023 * 50 - 1), ==, 0);
  g_assert_cmpint (fake_contents_after (device, AI, 1), ==, 2000);
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
      FakeRow row = { TRIG_NOW, 0, TRIG_TIMER, cases[i].asked, cases[i].convert, 0, 1, 0, 0, 0, 0 };
      comedi_t *device = fake_card_open (&card, FAKE_PCI_DAS4020);

      fake_row_start (device, &row, 0);
      g_assert_cmpint (fake_contents_after (device, AI, 2047 * cases[i].period_ns - 1), ==, 0);
      g_assert_cmpint (fake_contents_after (device, AI, 1), ==, 4096);
      comedi_close (device);
    }
}

static void
test_das4020_trigger (void)
{
  static const FakeRow row = { TRIG_EXT, 1, TRIG_TIMER, 50, TRIG_TIMER, 0, 1, 2048, 0, 0, 0 };
  FakePulser pulser = { .first_ns = 1e6, .period_ns = 1e6, .width_ns = 500 };
  comedi_t *device = fake_card_open (&card, FAKE_PCI_DAS4020);

  fake_card_set_trigger (card, fake_pulser_trigger, &pulser);
  for (guint i = 0; i < 2; i++)
    {
      FakeRow falling = row;

      falling.start_arg |= i == 1 ? CR_INVERT : 0;
      fake_comedi_advance (ceil (fake_comedi_now_ns () / 1e6) * 1e6 + 5e5 - fake_comedi_now_ns ());
      fake_row_start (device, &falling, 0);
      g_assert_cmpint (fake_contents_after (device, AI, 5e5 + i * 500 + 2047 * 50 - 1), ==, 0);
      g_assert_cmpint (fake_contents_after (device, AI, 1), ==, 4096);
      g_assert_cmpint (comedi_cancel (device, AI), ==, 0);
    }
  comedi_close (device);
}

/* --- usbduxfast ----------------------------------------------------------------------------- */

static void
test_usbduxfast_answers (void)
{
  /* usbduxfast_ai_cmdtest(): steps of 1/30 us, put right only out of limits */
  static const FakeRow rows[] = {
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
  comedi_t *device = fake_card_open (&card, FAKE_USBDUXFAST);
  comedi_cmd command = fake_row_to_command (&rows[0]);

  fake_sources_check (device, AI, TRIG_NOW | TRIG_EXT | TRIG_INT, TRIG_FOLLOW, TRIG_TIMER,
                      TRIG_COUNT | TRIG_NONE);
  fake_rows_check (device, rows, G_N_ELEMENTS (rows));
  g_assert_cmpuint (comedi_get_maxdata (device, AI, 0), ==, 4096);
  fake_row_chanlist[0] = 1;
  g_assert_cmpint (comedi_command_test (device, &command), ==, 5);
  comedi_close (device);
}

/* usbduxfast_ai_handle_urb(): four packets of 256 samples are dropped, and the period is the next
 * shorter one in steps. */
static void
test_usbduxfast_packets (void)
{
  static const FakeRow row = { TRIG_NOW, 0, TRIG_FOLLOW, 0, TRIG_TIMER, 333, 1, 0, 0, 0, 333 };
  comedi_t *device = fake_card_open (&card, FAKE_USBDUXFAST);
  guint16 samples[256];

  fake_row_start (device, &row, 0);
  g_assert_cmpint (fake_contents_after (device, AI, (5 * 256 - 1) * 300 - 1), ==, 0);
  g_assert_cmpint (fake_contents_after (device, AI, 1), ==, 512);
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
  g_test_add_func ("/fake-cards/usbduxfast/answers", test_usbduxfast_answers);
  g_test_add_func ("/fake-cards/usbduxfast/packets", test_usbduxfast_packets);

  return g_test_run ();
}
