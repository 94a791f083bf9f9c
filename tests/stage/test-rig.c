/* test-rig.c - rig files, read and changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "devices/ins-rig.h"

static const char rig_text[] = "# the tank in room 3\n"
                               "[Rig]\n"
                               "Name=Tank\n"
                               "# do not touch\n"
                               "Stage=sim?latency_ms=5\n"
                               "\n"
                               "[Limits]\n"
                               "MaximumMm=10;20;30\n";

typedef struct
{
  char *folder, *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("insonify-rig-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "tank.rig", NULL);
  g_assert_true (g_file_set_contents (f->path, rig_text, -1, NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_remove (f->path);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static void
set (Fixture *f, const char *group, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ins_rig_file_set (f->path, group, key, value, &error));
  g_assert_no_error (error);
}

/* What was there stays, remarks too; what was set is read again. */
static void
test_set (Fixture *f, gconstpointer data)
{
  g_autoptr (InsRig) rig = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  set (f, "Rig", "Stage", "grbl:serial:usb:0403:6001:A50285BI");
  set (f, "Rig", "PositionTrigger", "none");
  set (f, "Correction", "LatencyMs", "-2.5");
  rig = ins_rig_new (f->path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rig->name, ==, "Tank");
  g_assert_cmpstr (rig->stage_uri, ==, "grbl:serial:usb:0403:6001:A50285BI");
  g_assert_cmpfloat (rig->latency_ms, ==, -2.5);
  g_assert_cmpfloat (rig->soft_maximum.mm[INS_AXIS_Y], ==, 20.0);
  g_assert_false (rig->position_trigger);
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "# the tank in room 3\n"));
  g_assert_nonnull (strstr (text, "# do not touch\nStage=grbl:"));
}

static void
test_new_file (Fixture *f, gconstpointer data)
{
  g_autoptr (InsRig) rig = NULL;
  g_autoptr (GError) error = NULL;

  g_remove (f->path);
  set (f, "Rig", "PositionTrigger", "stage");
  rig = ins_rig_new (f->path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (rig->position_trigger);
}

/* A file that is no key file is left alone. */
static void
test_broken_file (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (f->path, "no key file", -1, NULL));
  g_assert_false (ins_rig_file_set (f->path, "Rig", "Name", "x", &error));
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, "The rig file was not changed."));
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "no key file");
}

/* Each wrong file is refused by a sentence that names group, key and value; none crashes. */
static void
test_wrong_files (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *text, *says;
  } cases[] = {
    { "[Rig]\nStage=nonsense\n", "nonsense" },
    { "[Rig]\nStage=\n", "" },
    { "[Rig]\nDigitizer=vinyl\n", "vinyl" },
    { "[Rig]\nColour=blue\n", "Colour" },
    { "[Rigs]\nName=x\n", "Rigs" },
    { "[Rig]\nPositionTrigger=perhaps\n", "perhaps" },
    { "[Limits]\nMinimumMm=0;0\n", "MinimumMm" },
    { "[Limits]\nMinimumMm=0;0;x\n", "MinimumMm" },
    { "[Limits]\nMinimumMm=0;50;0\nMaximumMm=10;20;30\n", "Y axis" },
    { "[Axes]\nX=Y\n", "once" },
    { "[Axes]\nX=Y\nY=Y\nZ=Z\n", "once" },
    { "[Axes]\nX=W\n", "“W”" },
    { "[Axes]\nX=-\n", "“-”" },
    { "[Axes]\nX=X;Y\n", "X;Y" },
    { "[Axes]\nA=X\n", "A" },
    { "[Correction]\nLatencyMs=1e9\n", "LatencyMs" },
    { "[Correction]\nCombCorrection=maybe\n", "maybe" },
    { "no key file", "" },
    { "[Rig", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (f->path, cases[i].text, -1, NULL));
      g_assert_null (ins_rig_new (f->path, NULL, NULL, &error));
      g_assert_nonnull (error);
      if (strstr (error->message, cases[i].says) == NULL)
        g_error ("%s: %s", cases[i].text, error->message);
    }
}

/* What is written is what is read. */
static void
test_axes (Fixture *f, gconstpointer data)
{
  static const char axes[] = "[Rig]\nName=T\n[Axes]\nX=-Y\nY=X\nZ=-Z\n";
  const InsAxisMap map = { { INS_AXIS_Y, INS_AXIS_X, INS_AXIS_Z }, { -1, 1, -1 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = NULL, again = NULL, same = NULL, plain = NULL;
  g_autofree char *text = NULL;
  InsAxisMap own;

  g_assert_true (g_file_set_contents (f->path, axes, -1, NULL));
  rig = ins_rig_new (f->path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ins_axis_map_is_equal (&rig->axes, &map));
  text = ins_rig_to_text (rig);
  g_assert_true (g_file_set_contents (f->path, text, -1, NULL));
  again = ins_rig_new (f->path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ins_axis_map_is_equal (&again->axes, &map));

  /* what two rigs have in common stays connected */
  same = ins_rig_new_beside (f->path, NULL, NULL, rig, &error);
  g_assert_no_error (error);
  g_assert_true (same->stage == rig->stage && same->digitizer == rig->digitizer);
  ins_axis_map_init (&own);
  plain = ins_rig_new_with_axes (rig, &own, &error);
  g_assert_true (plain->stage != rig->stage && plain->digitizer == rig->digitizer);
  g_clear_pointer (&same, ins_rig_unref);
  same = ins_rig_new_beside (f->path, NULL, "sim:blocks", rig, &error);
  g_assert_true (same->stage == rig->stage && same->digitizer != rig->digitizer);
  g_assert_true (same->bench == rig->bench);
}

/* The same rig with one part exchanged; the other parts are the very same. */
static void
test_parts (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsRig) rig = ins_rig_new (f->path, NULL, "sim:blocks", &error);
  g_autoptr (InsRig) other_stage = ins_rig_new_with_stage (rig, "sim?protocol=vxm", &error);
  g_autoptr (InsRig) wired = ins_rig_new_with_trigger (rig, TRUE, &error);
  g_autoptr (InsRig) wrong = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (other_stage->stage_uri, ==, "sim?protocol=vxm");
  g_assert_true (other_stage->stage != rig->stage);
  g_assert_true (other_stage->digitizer == rig->digitizer);
  g_assert_true (other_stage->bench == rig->bench);
  g_assert_cmpfloat (other_stage->soft_maximum.mm[INS_AXIS_Z], ==, 30.0);
  g_assert_true (wired->position_trigger);
  g_assert_true (wired->stage == rig->stage);
  g_assert_true (wired->digitizer != rig->digitizer);
  g_assert_cmpstr (wired->digitizer_uri, ==, "sim:blocks");
  wrong = ins_rig_new_with_stage (rig, "nonsense", &error);
  g_assert_null (wrong);
  g_assert_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/rig/set", Fixture, NULL, set_up, test_set, tear_down);
  g_test_add ("/rig/new-file", Fixture, NULL, set_up, test_new_file, tear_down);
  g_test_add ("/rig/broken-file", Fixture, NULL, set_up, test_broken_file, tear_down);
  g_test_add ("/rig/wrong-files", Fixture, NULL, set_up, test_wrong_files, tear_down);
  g_test_add ("/rig/axes", Fixture, NULL, set_up, test_axes, tear_down);
  g_test_add ("/rig/parts", Fixture, NULL, set_up, test_parts, tear_down);

  return g_test_run ();
}
