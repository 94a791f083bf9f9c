/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines per second on the kernel's own driver: the stream that the program runs, against one finite
 * command a line, which is what programs do that start the card anew for each. Runs in the guest,
 * with the driver loaded as saw-tooth.h says.
 */
#include "config.h"

#include <comedilib.h>
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <unistd.h>

#include "core/ins-clock.h"
#include "devices/digitizer/ins-comedi-digitizer.h"
#include "saw-tooth.h"

#define LINE_SAMPLES 200
#define PERIOD_SAMPLES 250 /* from line to line in the stream */
#define N_COMMANDS 200
#define N_STREAMED 8000
#define BOUND_S 60.0
#define LEAST_GAIN                                                                                 \
  4.0 /* 30 are usual; the commands are bound by two ticks of the driver's timer                   \
       */

/* The quickest that the driver does: with convert_src TRIG_TIMER it waits a tick longer. */
static comedi_cmd
command_of_line (guint *chanlist)
{
  *chanlist = CR_PACK (0, 0, AREF_GROUND);

  return (comedi_cmd){
    .start_src = TRIG_NOW,
    .scan_begin_src = TRIG_TIMER,
    .scan_begin_arg = 1000,
    .convert_src = TRIG_NOW,
    .scan_end_src = TRIG_COUNT,
    .scan_end_arg = 1,
    .stop_src = TRIG_COUNT,
    .stop_arg = LINE_SAMPLES,
    .chanlist = chanlist,
    .chanlist_len = 1,
  };
}

/* One line by a command of its own, until read() says that the command has ended. */
static void
record_line (comedi_t *device, gint16 *samples)
{
  guint chanlist;
  comedi_cmd command = command_of_line (&chanlist);
  sampl_t raw[LINE_SAMPLES];
  gsize n = 0;
  gssize got = 1;

  g_assert_cmpint (comedi_command (device, &command), ==, 0);
  while (got != 0)
    {
      struct pollfd waiting = { .fd = comedi_fileno (device), .events = POLLIN };
      guint8 past_end;
      gboolean is_full = n == sizeof raw;

      g_assert_cmpint (poll (&waiting, 1, 10000), ==, 1);
      got = read (comedi_fileno (device), is_full ? &past_end : (guint8 *)raw + n,
                  is_full ? 1 : sizeof raw - n);
      if (got < 0 && (errno == EAGAIN || errno == EINTR))
        continue;
      g_assert_cmpint (got, >=, 0);
      n += (gsize)got;
    }
  g_assert_cmpuint (n, ==, sizeof raw);
  for (guint i = 0; i < LINE_SAMPLES; i++)
    samples[i] = (gint16)(raw[i] - 32768);
}

/* The samples are looked at afterwards, so that it costs the commands no time. */
static double
measure_commands (void)
{
  g_autofree gint16 *samples = g_new (gint16, N_COMMANDS * LINE_SAMPLES);
  comedi_t *device = comedi_open ("/dev/comedi0");
  double begun_s = ins_clock_now_s ();
  double elapsed_s;

  g_assert_nonnull (device);
  for (guint line = 0; line < N_COMMANDS; line++)
    record_line (device, samples + line * LINE_SAMPLES);
  elapsed_s = ins_clock_now_s () - begun_s;
  comedi_close (device);
  for (guint line = 0; line < N_COMMANDS; line++)
    {
      int phase = -1; /* a command begins where it likes */

      g_assert_true (saw_tooth_check (samples + line * LINE_SAMPLES, LINE_SAMPLES, &phase));
    }

  return N_COMMANDS / elapsed_s;
}

/* Every sample of every line, and every sample between two lines by the count. */
static void
look_at (const InsPulseBlock *block, guint64 *n_lines, int *phase)
{
  for (guint i = 0; i < block->n_pulses; i++, (*n_lines)++)
    {
      g_assert_true (
          saw_tooth_check (block->samples + (gsize)i * LINE_SAMPLES, LINE_SAMPLES, phase));
      *phase = (*phase + PERIOD_SAMPLES - LINE_SAMPLES) % TOOTH_SAMPLES;
    }
}

static double
measure_stream (void)
{
  const InsTiming timing = { .sample_rate_hz = 1e6,
                             .n_samples = LINE_SAMPLES,
                             .prf_hz = 1e6 / PERIOD_SAMPLES };
  g_autoptr (GError) error = NULL;
  g_autoptr (InsUri) uri = ins_uri_parse ("comedi:/dev/comedi0", &error);
  g_autoptr (InsDigitizer) digitizer = ins_comedi_digitizer_new (uri, &error);
  g_autoptr (InsPulseBlock) block = ins_pulse_block_new (512, LINE_SAMPLES);
  gboolean is_good = ins_digitizer_open (digitizer, &error) &&
                     ins_digitizer_start (digitizer, &timing, &error);
  double begun_s = ins_clock_now_s ();
  guint64 n_lines = 0;
  int phase = -1;

  while (is_good && n_lines < N_STREAMED && ins_clock_now_s () < begun_s + BOUND_S)
    {
      is_good = ins_digitizer_read (digitizer, block, 1.0, &error);
      if (is_good)
        look_at (block, &n_lines, &phase);
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n_lines, >=, N_STREAMED);

  return (double)n_lines / (ins_clock_now_s () - begun_s);
}

static void
test_lines_per_second (void)
{
  double by_command = measure_commands ();
  double by_stream = measure_stream ();

  g_test_message ("%.0f lines/s in the stream, %.0f by one command a line, %.1f times as many; "
                  "lines of %d samples at 1 MS/s, every sample of both there",
                  by_stream, by_command, by_stream / by_command, LINE_SAMPLES);
  g_assert_cmpfloat (by_stream, >, LEAST_GAIN * by_command);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comedi-lines/per-second", test_lines_per_second);

  return g_test_run ();
}
