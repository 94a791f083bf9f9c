/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-board.h"
#include "fake-comedi-card.h"
#include "fake-comedi.h"

static FakeCard *
install (void)
{
  fake_comedi_reset ();

  return fake_comedi_install ("/dev/comedi0", FAKE_COMEDI_TEST);
}

static gboolean
open_board (InsComediBoard *board, const char *options, GError **error)
{
  g_autofree char *text = g_strdup_printf ("comedi:/dev/comedi0?%s", options);
  g_autoptr (InsUri) uri = ins_uri_parse (text, error);
  InsCardWiring wiring;
  gboolean is_open;

  g_assert_true (ins_card_wiring_parse (&wiring, uri, error));
  is_open = ins_comedi_board_open (board, &wiring, error);
  ins_card_wiring_clear (&wiring);

  return is_open;
}

/* @channels: (array zero-terminated): of the chanspecs expected, plus 1 each */
static void
assert_channels (const char *options, guint range, const guint *channels)
{
  g_autoptr (GError) error = NULL;
  InsComediBoard board = { 0 };
  guint n = 0;

  g_test_message ("%s", options);
  open_board (&board, options, &error);
  g_assert_no_error (error);
  for (; channels[n] > 0; n++)
    {
      g_assert_cmpuint (board.chanspecs[n], ==, CR_PACK (channels[n] - 1, range, AREF_GROUND));
      g_assert_cmpuint (board.scales[n].n_terms, ==, 2);
    }
  g_assert_cmpuint (board.n_chanspecs, ==, n);
  g_assert_cmpuint (board.n_channels, ==, 8);
  g_assert_cmpuint (board.maxdata, ==, 65535);
  g_assert_cmpuint (board.sample_bytes, ==, 2);
  g_assert_cmpfloat (board.maximum_v, ==, range == 0 ? 10 : 5);
  g_assert_cmpfloat (board.minimum_v, ==, range == 0 ? -10 : -5);
  g_assert_cmpstr (board.calibration, ==, "by the card");
  g_assert_cmpint (fcntl (comedi_fileno (board.device), F_GETFL) & O_NONBLOCK, !=, 0);
  ins_comedi_board_close (&board);
  g_assert_null (board.device);
  ins_comedi_board_close (&board);
}

static void
test_channels (void)
{
  FakeCard *card = install ();

  assert_channels ("range=0", 0, (const guint[]){ 1, 0 });
  assert_channels ("channel=7&range=1", 1, (const guint[]){ 8, 0 });
  assert_channels ("channel=2&sync=5", 0, (const guint[]){ 3, 6, 0 });
  assert_channels ("channel=2&sync=signal", 0, (const guint[]){ 3, 0 });
  assert_channels ("channel=2&trigger=0", 0, (const guint[]){ 3, 0 });
  assert_channels ("outputs=4:A.amplitude,1:spare,6:A.time&us_per_volt=10&trigger=0", 0,
                   (const guint[]){ 5, 2, 7, 0 });
  g_assert_cmpuint (card->seen.n_opens, ==, card->seen.n_closes);
}

static void
assert_refused (const char *options, int code, const char *says)
{
  g_autoptr (GError) error = NULL;
  InsComediBoard board = { 0 };

  g_assert_false (open_board (&board, options, &error));
  g_assert_error (error, INS_DEVICE_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "/dev/comedi0"));
  g_assert_nonnull (strstr (error->message, says));
  g_assert_null (board.device);
}

/* Each channel that is used is looked at. */
static void
test_absent_channels (void)
{
  static const char *const options[] = { "channel=8", "sync=8", "outputs=0:A.amplitude,8:spare" };
  FakeCard *card = install ();

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    assert_refused (options[i], INS_DEVICE_ERROR_URI, "no channel 8. Its channels are 0 to 7.");
  assert_refused ("channel=3&range=2", INS_DEVICE_ERROR_URI,
                  "no range 2 on channel 3. Its ranges are 0 to 1.");
  assert_refused ("sync=1&range=200", INS_DEVICE_ERROR_URI, "no range 200");
  assert_refused ("reference=differential", INS_DEVICE_ERROR_URI,
                  "no reference “differential”. It has: ground.");
  g_assert_cmpuint (card->seen.n_opens, ==, card->seen.n_closes);
}

static void
test_references (void)
{
  static const struct
  {
    guint flags;
    const char *options;
    guint reference;
  } cases[] = {
    { SDF_GROUND | SDF_DIFF, "range=0", AREF_GROUND },
    { SDF_GROUND | SDF_DIFF, "reference=differential", AREF_DIFF },
    { SDF_DIFF | SDF_OTHER, "range=0", AREF_DIFF },
    { SDF_COMMON, "reference=common", AREF_COMMON },
    { 0, "range=0", AREF_GROUND }, /* the driver does not say */
    { 0, "reference=other", AREF_OTHER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      FakeSubdevice *input = &install ()->state->subdevices[0];
      InsComediBoard board;

      input->flags &= ~(guint)(SDF_GROUND | SDF_COMMON | SDF_DIFF | SDF_OTHER);
      input->flags |= cases[i].flags;
      open_board (&board, cases[i].options, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (board.reference, ==, cases[i].reference);
      g_assert_cmpuint (CR_AREF (board.chanspecs[0]), ==, cases[i].reference);
      ins_comedi_board_close (&board);
    }
}

static void
test_odd_inputs (void)
{
  static const comedi_range current[] = { { 4, 20, UNIT_mA } };
  FakeSubdevice *input = &install ()->state->subdevices[0];
  g_autoptr (GError) error = NULL;
  InsComediBoard board;

  input->flags |= SDF_LSAMPL;
  fake_subdevice_set_scale (input, 0xffffff, current, 1);
  open_board (&board, "range=0", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (board.sample_bytes, ==, 4);
  g_assert_cmpuint (board.maxdata, ==, 0xffffff);
  g_assert_cmpfloat (board.maximum_v, ==, 0);
  g_assert_cmpuint (board.scales[0].n_terms, ==, 0);
  ins_comedi_board_close (&board);

  input->maxdata = 0;
  assert_refused ("range=0", INS_DEVICE_ERROR_UNSUPPORTED, "how many bits channel 0 has");
  input->type = COMEDI_SUBD_DI;
  assert_refused ("range=0", INS_DEVICE_ERROR_UNSUPPORTED, "no analogue input");
}

static void
test_open_errors (void)
{
  static const struct
  {
    int open_errno, code;
    const char *says;
  } cases[] = {
    { ENOENT, INS_DEVICE_ERROR_NOT_FOUND, "There is no" },
    { ENODEV, INS_DEVICE_ERROR_NOT_FOUND, "no card is attached" },
    { ENXIO, INS_DEVICE_ERROR_NOT_FOUND, "no card is attached" },
    { EACCES, INS_DEVICE_ERROR_PERMISSION, "iocard" },
    { EPERM, INS_DEVICE_ERROR_PERMISSION, "iocard" },
    { EBUSY, INS_DEVICE_ERROR_BUSY, "Another program" },
    { ENOTTY, INS_DEVICE_ERROR_UNSUPPORTED, "not a Comedi device" },
    { EINVAL, INS_DEVICE_ERROR_UNSUPPORTED, "not a Comedi device" },
    { EIO, INS_DEVICE_ERROR_IO, "could not be opened" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      install ()->faults.open_errno = cases[i].open_errno;
      assert_refused ("range=0", cases[i].code, cases[i].says);
    }
}

/* The calibration is loaded for all channels, not while somebody records. */
static void
test_calibration (void)
{
  static const char text[] =
      "{ driver_name => \"comedi_test\", board_name => \"comedi_test\", calibrations => [\n"
      "{ subdevice => 0, channels => [2,], ranges => [], arefs => [],\n"
      "caldacs => [ { subdevice => 5, channel => 0, value => 22 } ] },\n"
      "{ subdevice => 0, channels => [], ranges => [], arefs => [],\n"
      "caldacs => [ { subdevice => 5, channel => 0, value => 11 } ] }, ] }\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  FakeCard *card = install ();
  InsComediBoard board;
  int fd = g_file_open_tmp ("insonify-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  fake_card_set_calibration (card, path);

  open_board (&board, "channel=0&sync=2", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (card->seen.n_calibrations, ==, 2);
  g_assert_cmpuint (card->seen.caldac, ==, 11);
  g_assert_true (g_str_has_suffix (board.calibration, path));
  ins_comedi_board_close (&board);

  fake_card_take (card, TRUE);
  open_board (&board, "channel=0", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (card->seen.n_calibrations, ==, 2);
  ins_comedi_board_close (&board);
  g_unlink (path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comedi-board/channels", test_channels);
  g_test_add_func ("/comedi-board/absent-channels", test_absent_channels);
  g_test_add_func ("/comedi-board/references", test_references);
  g_test_add_func ("/comedi-board/odd-inputs", test_odd_inputs);
  g_test_add_func ("/comedi-board/open-errors", test_open_errors);
  g_test_add_func ("/comedi-board/calibration", test_calibration);

  return g_test_run ();
}
