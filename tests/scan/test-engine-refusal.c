/* test-engine-refusal.c - a card that opens and does not start: what a scan on it ends with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/ins-error.h"
#include "engine-fixture.h"

struct _StubbornCard
{
  GObject parent_instance;

  int code; /* of the error that start() gives */
};

#define TYPE_STUBBORN_CARD (stubborn_card_get_type ())
G_DECLARE_FINAL_TYPE (StubbornCard, stubborn_card, STUBBORN, CARD, GObject)

static void stubborn_card_iface_init (InsDigitizerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StubbornCard,
                               stubborn_card,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (INS_TYPE_DIGITIZER, stubborn_card_iface_init))

static gboolean
stubborn_card_open (InsDigitizer *digitizer, GError **error)
{
  return TRUE;
}

static void
stubborn_card_do_nothing (InsDigitizer *digitizer)
{
}

static void
stubborn_card_get_info (InsDigitizer *digitizer, InsDigitizerInfo *info)
{
  *info = (InsDigitizerInfo){ .name = "Stubborn", .n_bits = 16, .full_scale_counts = 32767 };
}

static gboolean
stubborn_card_negotiate (InsDigitizer *digitizer,
                         const InsTiming *wanted,
                         InsTiming *actual,
                         GPtrArray *notes,
                         GError **error)
{
  *actual = *wanted;

  return TRUE;
}

static gboolean
stubborn_card_start (InsDigitizer *digitizer, const InsTiming *timing, GError **error)
{
  g_set_error (error, INS_DEVICE_ERROR, STUBBORN_CARD (digitizer)->code, "Not today.");

  return FALSE;
}

static void
stubborn_card_iface_init (InsDigitizerInterface *iface)
{
  iface->open = stubborn_card_open;
  iface->close = stubborn_card_do_nothing;
  iface->get_info = stubborn_card_get_info;
  iface->negotiate = stubborn_card_negotiate;
  iface->start = stubborn_card_start;
  iface->stop = stubborn_card_do_nothing;
}

static void
stubborn_card_class_init (StubbornCardClass *klass)
{
}

static void
stubborn_card_init (StubbornCard *self)
{
}

/* What the card said stays what it was: the exit status of insonify-cli depends on it. */
static void
test_kinds (void)
{
  static const struct
  {
    int code;
    gboolean is_plan; /* a plan that the rig cannot do */
  } cases[] = {
    { INS_DEVICE_ERROR_BUSY, FALSE },
    { INS_DEVICE_ERROR_LOST, FALSE },
    { INS_DEVICE_ERROR_UNSUPPORTED, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (InsRig) rig = ins_rig_new (NULL, "sim", "sim", &error);
      StubbornCard *card = g_object_new (TYPE_STUBBORN_CARD, NULL);
      g_autoptr (InsRecipe) recipe = small_recipe_new ();
      g_autoptr (MemorySink) sink = memory_sink_new ();
      g_autoptr (InsEngine) engine = NULL;
      InsSnapshot snapshot;

      g_assert_no_error (error);
      card->code = cases[i].code;
      g_clear_object (&rig->digitizer);
      rig->digitizer = INS_DIGITIZER (card);
      engine = ins_engine_new (rig);
      ins_engine_connect (engine);
      wait_for (engine, is_connected);
      start_scan (engine, recipe, sink);
      snapshot = wait_for (engine, is_over);

      g_assert_cmpint (snapshot.scan, ==, INS_SCAN_FAILED);
      g_assert_cmpstr (snapshot.scan_message, ==, "Not today.");
      g_assert_true (snapshot.error_domain ==
                     (cases[i].is_plan ? INS_RECIPE_ERROR : INS_DEVICE_ERROR));
      g_assert_cmpint (snapshot.error_code, ==,
                       cases[i].is_plan ? (int)INS_RECIPE_ERROR_PREFLIGHT : cases[i].code);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-refusal/kinds", test_kinds);

  return g_test_run ();
}
