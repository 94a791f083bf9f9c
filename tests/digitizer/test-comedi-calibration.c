/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "devices/digitizer/ins-comedi-calibration.h"
#include "devices/digitizer/ins-comedi-digitizer.h"
#include "devices/digitizer/ins-card-scale.h"
#include "fake-comedi-card.h"
#include "fake-comedi.h"

/* As comedi_soft_calibrate writes it; the numbers are for a card of +-10 V and 16 bits. */
#define FILE_TEXT(driver, board, settings)                                                         \
  "{\n\tdriver_name => \"" driver "\",\n\tboard_name => \"" board                                  \
  "\",\n\tcalibrations =>\n\t[\n" settings "\t],\n}\n"
#define SOFT_SETTING                                                                               \
  "\t{ subdevice => 0, channels => [], ranges => [0,], arefs => [], caldacs => [],\n"              \
  "\tsoftcal_to_phys => { expansion_origin => 3.2767e+04,\n"                                       \
  "\tcoefficients => [1.25e-02,3.0625e-04,-1.5e-12,2.5e-17,] } },\n"
#define HARD_SETTING                                                                               \
  "\t{ subdevice => 0, channels => [0,1,], ranges => [], arefs => [],\n"                           \
  "\tcaldacs => [ { subdevice => 5, channel => 1, value => 77 } ] },\n"

static const char soft_text[] = FILE_TEXT ("comedi_test", "comedi_test", SOFT_SETTING);
static const char hard_text[] = FILE_TEXT ("comedi_test", "comedi_test", HARD_SETTING);
static const comedi_range ranges[] = { { -10, 10, UNIT_volt }, { 4, 20, UNIT_mA } };

typedef struct
{
  char *folder, *path;
  FakeCard *card;
  FakeSubdevice *input;
  comedi_t *device;
} Rig;

static void
rig_init (Rig *self, gconstpointer text)
{
  fake_comedi_reset ();
  self->folder = g_dir_make_tmp ("insonify-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "card", NULL);
  if (text != NULL)
    g_assert_true (g_file_set_contents (self->path, text, -1, NULL));
  self->card = fake_comedi_install ("/dev/comedi0", FAKE_COMEDI_TEST);
  fake_card_set_calibration (self->card, self->path);
  self->input = &self->card->state->subdevices[0];
  fake_subdevice_set_scale (self->input, 65535, ranges, G_N_ELEMENTS (ranges));
  self->device = comedi_open ("/dev/comedi0");
  g_assert_nonnull (self->device);
}

static void
rig_clear (Rig *self)
{
  comedi_close (self->device);
  g_unlink (self->path);
  g_rmdir (self->path);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

/* The library's parser prints what it does not understand, also on stdout, which is TAP. */
static InsComediCalibration *
load (Rig *rig)
{
  int nothing = g_open ("/dev/null", O_WRONLY, 0);
  int before[2];
  InsComediCalibration *calibration;

  fflush (NULL);
  for (int i = 0; i < 2; i++)
    {
      before[i] = dup (i + 1);
      g_assert_cmpint (dup2 (nothing, i + 1), >=, 0);
    }
  calibration = ins_comedi_calibration_new (rig->device, 0);
  fflush (NULL);
  for (int i = 0; i < 2; i++)
    {
      g_assert_cmpint (dup2 (before[i], i + 1), >=, 0);
      close (before[i]);
    }
  close (nothing);

  return calibration;
}

static void
get_scale (Rig *rig, guint range, InsCardScale *scale, char *source)
{
  g_autoptr (InsComediCalibration) calibration = load (rig);
  gboolean is_calibrated = ins_comedi_calibration_get_scale (
      calibration, CR_PACK (0, range, AREF_GROUND), scale, source);

  g_test_message ("%s", source);
  g_assert_cmpint (is_calibrated, !=, g_str_has_prefix (source, "none"));
}

/* Over the whole range, where the driver's number is exactly what counts stand for. */
static void
assert_same_as_library (const InsCardScale *scale,
                        const comedi_polynomial_t *polynomial,
                        guint32 maxdata)
{
  guint shift = ins_card_scale_shift (maxdata);

  for (guint i = 0; i <= 100; i++)
    {
      guint32 raw = (guint32)((guint64)maxdata * i / 100) >> shift << shift;
      double counts = ((double)raw - ins_card_scale_zero (maxdata)) / (1u << shift);

      g_assert_cmpfloat_with_epsilon (ins_card_scale_to_v (scale, counts),
                                      comedi_to_physical (raw, polynomial), 1e-9);
    }
}

static void
test_by_the_card (void)
{
  Rig rig;
  InsCardScale scale;
  char source[INS_CALIBRATION_BYTES];

  rig_init (&rig, NULL);
  get_scale (&rig, 0, &scale, source);
  g_assert_cmpstr (source, ==, "by the card");
  g_assert_cmpuint (scale.n_terms, ==, 2);
  g_assert_cmpfloat_with_epsilon (ins_card_scale_to_v (&scale, -32768), -10, 1e-12);
  g_assert_cmpfloat_with_epsilon (ins_card_scale_to_v (&scale, 32767), 10, 1e-12);

  get_scale (&rig, 1, &scale, source);
  g_assert_nonnull (strstr (source, "not in volts"));
  g_assert_cmpuint (scale.n_terms, ==, 0);
  g_assert_true (isnan (ins_card_scale_to_v (&scale, 0)));
  rig_clear (&rig);
}

static void
test_by_the_file (void)
{
  Rig rig;
  InsCardScale scale;
  char source[INS_CALIBRATION_BYTES];
  const comedi_polynomial_t polynomial = {
    .coefficients = { 1.25e-2, 3.0625e-4, -1.5e-12, 2.5e-17 }, .expansion_origin = 32767, .order = 3
  };

  rig_init (&rig, soft_text);
  rig.input->flags |= SDF_SOFT_CALIBRATED;
  get_scale (&rig, 0, &scale, source);
  g_assert_cmpuint (scale.n_terms, ==, 4);
  g_assert_nonnull (strstr (source, rig.path));
  g_assert_true (g_str_has_prefix (source, "from "));
  assert_same_as_library (&scale, &polynomial, 65535);
  g_assert_cmpfloat (fabs (ins_card_scale_to_v (&scale, -1) - 0.0125), <, 1e-12);
  rig_clear (&rig);
}

/* The same card with fewer and more bits: counts are shifted, volts stay. */
static void
test_sample_widths (void)
{
  static const guint n_bits[] = { 8, 12, 14, 16, 18, 24, 32 };

  for (gsize i = 0; i < G_N_ELEMENTS (n_bits); i++)
    {
      Rig rig;
      InsCardScale scale;
      char source[INS_CALIBRATION_BYTES];
      guint32 maxdata = G_MAXUINT32 >> (32 - n_bits[i]);
      double lsb_v = 20.0 / maxdata;
      g_autofree char *text = NULL;
      const comedi_polynomial_t polynomial = {
        .coefficients = { -9.9, lsb_v, 1e-3 * lsb_v / maxdata }, .expansion_origin = 2, .order = 2
      };

      text = g_strdup_printf ("{ driver_name => \"comedi_test\", board_name => \"comedi_test\",\n"
                              "calibrations => [ { subdevice => 0, channels => [], ranges => [],\n"
                              "arefs => [], caldacs => [], softcal_to_phys => {\n"
                              "expansion_origin => 2.0, coefficients => [-9.9,%.20e,%.20e,]"
                              " } }, ], }\n",
                              polynomial.coefficients[1], polynomial.coefficients[2]);
      rig_init (&rig, text);
      rig.input->maxdata = maxdata;
      rig.input->flags |= SDF_SOFT_CALIBRATED;
      get_scale (&rig, 0, &scale, source);
      g_assert_true (g_str_has_prefix (source, "from "));
      assert_same_as_library (&scale, &polynomial, maxdata);

      /* and without the file */
      rig.input->flags &= ~(guint)SDF_SOFT_CALIBRATED;
      get_scale (&rig, 0, &scale, source);
      g_assert_cmpfloat_with_epsilon (
          ins_card_scale_to_v (
              &scale, -(double)(ins_card_scale_zero (maxdata) >> ins_card_scale_shift (maxdata))),
          -10, 1e-9);
      rig_clear (&rig);
    }
}

/* Nothing of this is a failure; the ends of the range stand in and the reason is told. */
static void
test_unusable_files (void)
{
  static const struct
  {
    const char *text; /* NULL: no file */
    const char *says;
  } cases[] = {
    { NULL, "comedi_soft_calibrate" },
    { "", "cannot be read" },
    { "hello", "cannot be read" },
    { "{ driver_name => \"comedi_test\", board_name => ", "cannot be read" },
    { FILE_TEXT ("ni_pcimio", "comedi_test", SOFT_SETTING), "another card" },
    { FILE_TEXT ("comedi_test", "pci-6220", SOFT_SETTING), "another card" },
    { "{ calibrations => [], }", "another card" },
    { FILE_TEXT ("comedi_test", "comedi_test", ""), "nothing usable" },
    { hard_text, "nothing usable" },
    { FILE_TEXT ("comedi_test", "comedi_test",
                 "{ subdevice => 0, channels => [5,], ranges => [], arefs => [], caldacs => [],\n"
                 "softcal_to_phys => { expansion_origin => 0, coefficients => [-10.0,3e-04,] } },"),
      "nothing usable" },
    { FILE_TEXT ("comedi_test", "comedi_test",
                 "{ subdevice => 0, channels => [], ranges => [], arefs => [], caldacs => [],\n"
                 "softcal_to_phys => { expansion_origin => 0, coefficients => [-1.0,3e-05,] } },"),
      "nothing usable" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Rig rig;
      InsCardScale scale;
      char source[INS_CALIBRATION_BYTES];

      rig_init (&rig, cases[i].text);
      rig.input->flags |= SDF_SOFT_CALIBRATED;
      get_scale (&rig, 0, &scale, source);
      g_assert_true (g_str_has_prefix (source, "none; "));
      g_assert_nonnull (strstr (source, cases[i].says));
      g_assert_cmpfloat_with_epsilon (ins_card_scale_to_v (&scale, -32768), -10, 1e-12);
      rig_clear (&rig);
    }
}

/* The library would end the program over a folder. */
static void
test_folder (void)
{
  Rig rig;
  InsCardScale scale;
  char source[INS_CALIBRATION_BYTES];

  rig_init (&rig, NULL);
  g_assert_cmpint (g_mkdir (rig.path, 0700), ==, 0);
  get_scale (&rig, 0, &scale, source);
  g_assert_nonnull (strstr (source, "cannot be read"));
  rig_clear (&rig);
}

static void
test_apply (void)
{
  Rig rig;
  InsCardScale scale;
  char source[INS_CALIBRATION_BYTES];
  g_autoptr (InsComediCalibration) calibration = NULL;

  rig_init (&rig, hard_text);
  calibration = ins_comedi_calibration_new (rig.device, 0);
  g_assert_cmpuint (rig.card->seen.n_calibrations, ==, 0);
  ins_comedi_calibration_apply (calibration, CR_PACK (1, 0, AREF_GROUND));
  g_assert_cmpuint (rig.card->seen.n_calibrations, ==, 1);
  g_assert_cmpuint (rig.card->seen.caldac, ==, 77);
  ins_comedi_calibration_get_scale (calibration, CR_PACK (1, 0, AREF_GROUND), &scale, source);
  g_assert_true (g_str_has_prefix (source, "from "));

  /* there are no settings for this channel */
  ins_comedi_calibration_apply (calibration, CR_PACK (2, 0, AREF_GROUND));
  g_assert_cmpuint (rig.card->seen.n_calibrations, ==, 1);
  ins_comedi_calibration_get_scale (calibration, CR_PACK (2, 0, AREF_GROUND), &scale, source);
  g_assert_true (g_str_has_prefix (source, "by the card; "));
  g_assert_cmpfloat_with_epsilon (ins_card_scale_to_v (&scale, 32767), 10, 1e-12);
  rig_clear (&rig);
}

/* Who scans with raw numbers is told so before. */
static void
test_note (void)
{
  static const struct
  {
    FakeModel model;
    gboolean is_told;
  } cases[] = { { FAKE_PCI_6220, TRUE }, { FAKE_COMEDI_TEST, FALSE } };
  const InsTiming wanted = {
    .sample_rate_hz = 100e3, .n_samples = 50, .delay_s = 0, .prf_hz = 1000
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (InsUri) uri = ins_uri_parse ("comedi:/dev/comedi0", &error);
      g_autoptr (InsDigitizer) digitizer = ins_comedi_digitizer_new (uri, &error);
      InsTiming actual;
      gboolean is_told = FALSE;

      fake_comedi_reset ();
      fake_comedi_install ("/dev/comedi0", cases[i].model);
      g_assert_true (ins_digitizer_open (digitizer, &error));
      g_assert_true (ins_digitizer_negotiate (digitizer, &wanted, &actual, notes, &error));
      for (guint k = 0; k < notes->len; k++)
        is_told |= strstr (notes->pdata[k], "comedi_soft_calibrate") != NULL;
      g_assert_cmpint (is_told, ==, cases[i].is_told);
    }
}

/* The library's parser goes by the locale. */
static void
test_comma_locale (void)
{
  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("locale de_DE.UTF-8 is not installed");
      return;
    }
  test_by_the_file ();
  setlocale (LC_ALL, "C");
}

/* Whatever stands in the file, volts stay near the range. */
static void
test_mutated (void)
{
  static const char pool[] = "0123456789{}[]=>,.e-+\"#\n";
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *text = g_strdup (soft_text);
      Rig rig;
      InsCardScale scale;
      char source[INS_CALIBRATION_BYTES];

      for (int k = g_rand_int_range (random, 1, 4); k > 0; k--)
        text[g_rand_int_range (random, 0, sizeof soft_text - 1)] =
            pool[g_rand_int_range (random, 0, sizeof pool - 1)];
      rig_init (&rig, text);
      rig.input->flags |= SDF_SOFT_CALIBRATED;
      get_scale (&rig, 0, &scale, source);
      g_assert_cmpfloat (fabs (ins_card_scale_to_v (&scale, -32768) + 10), <=, 5);
      g_assert_cmpfloat (fabs (ins_card_scale_to_v (&scale, 32767) - 10), <=, 5);
      rig_clear (&rig);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/comedi-calibration/by-the-card", test_by_the_card);
  g_test_add_func ("/comedi-calibration/by-the-file", test_by_the_file);
  g_test_add_func ("/comedi-calibration/sample-widths", test_sample_widths);
  g_test_add_func ("/comedi-calibration/unusable-files", test_unusable_files);
  g_test_add_func ("/comedi-calibration/folder", test_folder);
  g_test_add_func ("/comedi-calibration/apply", test_apply);
  g_test_add_func ("/comedi-calibration/note", test_note);
  g_test_add_func ("/comedi-calibration/comma-locale", test_comma_locale);
  g_test_add_func ("/comedi-calibration/mutated", test_mutated);

  return g_test_run ();
}
