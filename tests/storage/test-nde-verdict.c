/* test-nde-verdict.c - good or bad is in the file, however it was finished
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "storage-fixture.h"
#include "storage/ins-nde-file-private.h"
#include "storage/ins-nde-places.h"
#include "storage/ins-nde-regate.h"
#include "storage/ins-nde-verdict.h"

/* Fixture amplitudes are between these. One of its 35 pixels is a hole. */
#define RULES(most)                                                                                \
  FIXTURE_RECIPE "[Rule Loud]\nKind=statistics\nMissingPercent=5\nFigure=max\nAtMost=" most        \
                 "\n[Rule Any]\nKind=statistics\nFigure=min\nAtLeast=-1e6\nMissingPercent=5\n"

static void
assert_verdict (const char *path, InsVerdictResult result, InsVerdictResult first)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeFile) file = ins_nde_file_open (path, &error);
  InsVerdict verdict;

  g_assert_no_error (error);
  g_assert_true (ins_nde_file_get_verdict (file, &verdict));
  g_assert_cmpuint (verdict.n_outcomes, ==, 2);
  g_assert_cmpint (verdict.outcomes[0].result, ==, first);
  g_assert_cmpint (verdict.result, ==, result);
}

static void
test_finished (void)
{
  g_autoptr (Fixture) good = fixture_new (RULES ("1e6"));
  g_autoptr (Fixture) bad = fixture_new (RULES ("-1e6"));

  fixture_write (good, NULL, TRUE);
  assert_verdict (good->path, INS_VERDICT_GOOD, INS_VERDICT_GOOD);
  fixture_write (bad, NULL, TRUE);
  assert_verdict (bad->path, INS_VERDICT_BAD, INS_VERDICT_BAD);
}

/* Half a part is not good; what is bad already is. */
static void
test_stopped (void)
{
  gboolean wanted[5] = { TRUE, TRUE, FALSE, FALSE, FALSE };
  g_autoptr (Fixture) good = fixture_new (RULES ("1e6"));
  g_autoptr (Fixture) bad = fixture_new (RULES ("-1e6"));

  fixture_write (good, wanted, TRUE);
  assert_verdict (good->path, INS_VERDICT_UNDECIDED, INS_VERDICT_UNDECIDED);
  fixture_write (bad, wanted, TRUE);
  assert_verdict (bad->path, INS_VERDICT_BAD, INS_VERDICT_BAD);
}

/* A crash leaves none; recovery makes up for it. */
static void
test_recovered (void)
{
  g_autoptr (Fixture) fixture = fixture_new (RULES ("1e6"));
  g_autoptr (GError) error = NULL;
  g_autoptr (InsNdeFile) file = NULL;
  InsVerdict verdict;

  fixture_write (fixture, NULL, FALSE);
  file = ins_nde_file_open (fixture->path, NULL);
  g_assert_false (ins_nde_file_get_verdict (file, &verdict));
  g_assert_true (ins_nde_recover (fixture->path, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_verdict (fixture->path, INS_VERDICT_GOOD, INS_VERDICT_GOOD);
}

/* The rule stands beside what it came to, for who reads the file without us. */
static void
test_text (void)
{
  g_autoptr (Fixture) fixture = fixture_new (RULES ("1e6"));
  g_autoptr (InsNdeFile) file = NULL;
  g_autofree char *text = NULL;

  fixture_write (fixture, NULL, TRUE);
  file = ins_nde_file_open (fixture->path, NULL);
  text = ins_nde_places_dup (file, INS_NDE_VERDICT, "InsVerd1");
  g_assert_nonnull (text);
  g_assert_nonnull (strstr (text, "[Verdict]\nResult=good\n"));
  g_assert_nonnull (strstr (text, "[Rule Loud]\nKind=statistics\n"));
  g_assert_nonnull (strstr (text, "AtMost=1000000"));
  g_assert_nonnull (strstr (text, "[Outcome Loud]\nResult=good\nValue="));
}

/* Under other rules it is another verdict, in the copy. */
static void
test_regated (void)
{
  g_autoptr (Fixture) fixture = fixture_new (RULES ("1e6"));
  g_autoptr (InsRecipe) strict = ins_recipe_new_from_text (RULES ("-1e6"), "strict", NULL);
  g_autofree char *copy = g_strconcat (fixture->path, ".copy.nde", NULL);
  g_autoptr (GError) error = NULL;
  InsCorrection correction;
  InsRegate wish = { .gates = strict };
  guint n_lines = 0;

  fixture_write (fixture, NULL, TRUE);
  g_assert_true (ins_nde_regate (fixture->path, copy, &wish, FALSE, &correction, &n_lines, &error));
  g_assert_no_error (error);
  assert_verdict (copy, INS_VERDICT_BAD, INS_VERDICT_BAD);
  assert_verdict (fixture->path, INS_VERDICT_GOOD, INS_VERDICT_GOOD);
  g_assert_cmpint (g_remove (copy), ==, 0);
}

static void
test_without_rules (void)
{
  g_autoptr (Fixture) fixture = fixture_new (FIXTURE_RECIPE);
  g_autoptr (InsNdeFile) file = NULL;
  InsVerdict verdict;

  fixture_write (fixture, NULL, TRUE);
  file = ins_nde_file_open (fixture->path, NULL);
  g_assert_false (ins_nde_file_get_verdict (file, &verdict));
  g_assert_cmpuint (ins_nde_file_get_layout (file)->datasets[INS_NDE_VERDICT].n_bytes, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/nde-verdict/finished", test_finished);
  g_test_add_func ("/nde-verdict/stopped", test_stopped);
  g_test_add_func ("/nde-verdict/recovered", test_recovered);
  g_test_add_func ("/nde-verdict/text", test_text);
  g_test_add_func ("/nde-verdict/regated", test_regated);
  g_test_add_func ("/nde-verdict/without-rules", test_without_rules);

  return g_test_run ();
}
