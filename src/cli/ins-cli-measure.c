/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "cli/ins-cli-measure.h"
#include "cli/ins-cli.h"
#include "core/ins-error.h"
#include "scan/ins-measure-source.h"
#include "storage/ins-nde-measure.h"

typedef InsCliMeasureOptions Options;

static void
options_clear (Options *options)
{
  ins_cli_measure_options_clear (options);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Only a wrong measurement ends the command; one that finds nothing says so in its place. */
static InsCliMeasured *
evaluate (InsNdeFile *file, InsCscan *cscan, const InsMeasure *measure, GError **error)
{
  InsCliMeasured *self;
  g_autoptr (InsMeasureSource)
      source = ins_measure_source_new (cscan, ins_nde_file_get_recipe (file), measure, error);
  g_autoptr (GError) none = NULL;

  if (source == NULL)
    return NULL;
  self = g_new0 (InsCliMeasured, 1);
  self->measure = measure;
  self->unit = ins_measure_source_get_input (source)->unit;
  self->result = ins_measure_evaluate (measure, ins_measure_source_get_input (source), &none);
  if (self->result == NULL)
    self->reason = g_strdup (none->message);

  return self;
}

/* What is saved first; names are unique, a new one takes the place of a saved one. */
static GPtrArray *
merge (GPtrArray *saved, GPtrArray *wanted, char **removed)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < saved->len; i++)
    {
      InsMeasure *measure = g_ptr_array_index (saved, i);
      gboolean stays = removed == NULL ||
                       !g_strv_contains ((const char *const *)removed, measure->name);

      for (guint j = 0; j < wanted->len; j++)
        stays &= !g_str_equal (((InsMeasure *)g_ptr_array_index (wanted, j))->name, measure->name);
      if (stays)
        g_ptr_array_add (all, measure);
    }
  for (guint i = 0; i < wanted->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (wanted, i));

  return all;
}

/* What was saved and cannot be evaluated now keeps its old figures. */
static gboolean
save (const char *path, const GPtrArray *all, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  for (guint i = 0; i < all->len; i++)
    {
      const InsCliMeasured *self = g_ptr_array_index (all, i);

      if (self->result != NULL)
        ins_measure_write_result (self->measure, self->result, "Insonify " PACKAGE_VERSION, file);
      else
        ins_measure_write (self->measure, file);
    }

  return ins_nde_save_measures (path, file, error);
}

static gboolean
check_removed (GPtrArray *saved, char **removed)
{
  for (char **name = removed; name != NULL && *name != NULL; name++)
    {
      guint i = 0;

      while (i < saved->len &&
             !g_str_equal (((InsMeasure *)g_ptr_array_index (saved, i))->name, *name))
        i++;
      if (i == saved->len)
        {
          ins_cli_complain (_ ("The file has no measurement “%s”."), *name);
          return FALSE;
        }
    }

  return TRUE;
}

/* (element-type InsCliMeasured); NULL with the error */
static GPtrArray *
evaluate_all (InsNdeFile *file, const GPtrArray *measures, GError **error)
{
  g_autoptr (InsCscan) cscan = ins_nde_file_dup_cscan (file);
  g_autoptr (GPtrArray)
      all = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_cli_measured_free);

  for (guint i = 0; i < measures->len; i++)
    {
      InsCliMeasured *one = evaluate (file, cscan, g_ptr_array_index (measures, i), error);

      if (one == NULL)
        return NULL;
      g_ptr_array_add (all, one);
    }

  return g_steal_pointer (&all);
}

static void
compare_with_saved (const GPtrArray *all, InsKeyFile *saved)
{
  for (guint i = 0; i < all->len; i++)
    {
      InsCliMeasured *self = g_ptr_array_index (all, i);

      self->was_saved = self->result != NULL;
      if (self->was_saved)
        self->differences = ins_measure_compare_result (self->measure, self->result, saved->file);
    }
}

static InsCliStatus
measure (const char *path, const Options *options, GPtrArray *wanted)
{
  GError *error = NULL;
  g_autoptr (InsNdeFile) file = ins_nde_file_open (path, &error);
  g_autoptr (InsKeyFile) saved = file != NULL ? ins_nde_file_dup_measures (file, &error) : NULL;
  g_autoptr (GPtrArray) old = saved != NULL ? ins_measure_read_all (saved, &error) : NULL;
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) results = NULL;
  gboolean repeats = wanted->len == 0 && options->remove == NULL;

  if (old == NULL)
    return ins_cli_fail (error);
  if (!check_removed (old, options->remove))
    return INS_CLI_WRONG;
  results = evaluate_all (file, repeats ? old : wanted, &error);
  if (results == NULL)
    return ins_cli_fail (error);
  if (repeats)
    compare_with_saved (results, saved);
  /* first: who reads the figures may go away in the middle of them */
  if (options->save || options->remove != NULL)
    {
      g_autoptr (GPtrArray) all = NULL;

      kept = merge (old, wanted, options->remove);
      all = evaluate_all (file, kept, &error);
      if (all == NULL || !save (path, all, &error))
        return ins_cli_fail (error);
    }
  if (options->json)
    ins_cli_measure_print_json (results);
  else
    ins_cli_measure_print (results);
  if (options->output != NULL && !ins_cli_measure_write_csv (results, options->output, &error))
    return ins_cli_fail (error);

  return INS_CLI_DONE;
}

static const char description[] = N_ (
    "Lengths are mm in stage coordinates, x on the axis that comes first in X, Y, Z; numbers have "
    "a "
    "point; a list is separated by semicolons (in quotation marks) or commas. --distance, "
    "--profile, --size, --note and the shapes may be given more than once. A shape gives "
    "statistics, "
    "or with --clusters or --voids what those find in it; without a shape they take the whole "
    "picture.\n\n"
    "Without any of them the command repeats what is saved in the file and says whether it comes "
    "to "
    "the same.\n\n"
    "Pixels that were not measured, and pixels where the gate says no echo, are counted and never "
    "used as values.\n\n"
    "Examples:\n"
    "  insonify-cli measure plate.nde --size \"12.4;8\" --gate B\n"
    "  insonify-cli measure plate.nde --clusters --gate B --threshold 25 --least-pixels 4 "
    "--merge-mm 0.5 -o flaws.csv\n"
    "  insonify-cli measure chip.nde --voids --rectangle \"9.5;11.5;20.5;18.5\" --threshold 40 "
    "--name Die --save\n"
    "  insonify-cli measure pipe.nde --all --plane thickness --gate B --from I --limit 7.5 "
    "--below");

static InsCliStatus
run (char **argv, const Options *options, const GOptionEntry *entries)
{
  const char *usage = _ ("FILE [OPTION…]");
  g_auto (GStrv) arguments = ins_cli_parse (argv, usage, _ (description), entries, FALSE, 1, 1);
  g_autoptr (GPtrArray) wanted = NULL;

  if (arguments == NULL)
    return INS_CLI_WRONG;
  wanted = ins_cli_measure_read (options);
  if (wanted == NULL)
    return INS_CLI_WRONG;

  return measure (arguments[0], options, wanted);
}

InsCliStatus
ins_cli_measure (char **argv)
{
  g_auto (Options) o = { .least_pixels = 1 };
#define LIST(name, field, what, arg)                                                               \
  {                                                                                                \
    name, 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.field, what, arg                                     \
  }
#define TEXT(name, field, what, arg)                                                               \
  {                                                                                                \
    name, 0, 0, G_OPTION_ARG_STRING, &o.field, what, arg                                           \
  }
#define FLAG(name, field, what)                                                                    \
  {                                                                                                \
    name, 0, 0, G_OPTION_ARG_NONE, &o.field, what, NULL                                            \
  }
  const GOptionEntry entries[] = {
    LIST ("distance", distances, N_ ("Distance between two points"), N_ ("X;Y;X;Y")),
    LIST ("profile", profiles, N_ ("Values along a line"), N_ ("X;Y;X;Y")),
    LIST ("size", sizes, N_ ("Size of the indication there, -6 dB"), N_ ("X;Y")),
    LIST ("note", notes, N_ ("A note at a point, with --text"), N_ ("X;Y")),
    LIST ("rectangle", rectangles, N_ ("Region: two opposite corners"), N_ ("X;Y;X;Y")),
    LIST ("polygon", polygons, N_ ("Region: three corners or more"), N_ ("X;Y;X;Y;X;Y…")),
    LIST ("circle", circles, N_ ("Region: centre and radius"), N_ ("X;Y;RADIUS")),
    FLAG ("all", all, N_ ("Region: the whole picture")),
    FLAG ("clusters", clusters, N_ ("Indications beyond --threshold, in a table")),
    FLAG ("voids", voids, N_ ("Void and bond percentage by --threshold")),
    TEXT ("plane", plane, N_ ("amplitude (default), tof, depth, thickness, registration or pulses"),
          N_ ("NAME")),
    TEXT ("gate", gate, N_ ("Gate, default the first"), N_ ("NAME")),
    TEXT ("from", from, N_ ("Gate that depth and thickness are counted from"), N_ ("NAME")),
    TEXT ("threshold", threshold, N_ ("What counts, in the plane's unit"), N_ ("VALUE")),
    FLAG ("below", below, N_ ("What lies below threshold, limit or level is meant")),
    TEXT ("limit", limit, N_ ("Tell the share of the region beyond it"), N_ ("VALUE")),
    { "least-pixels", 0, 0, G_OPTION_ARG_INT, &o.least_pixels,
      N_ ("Smallest cluster or void, default 1"), N_ ("N") },
    TEXT ("merge-mm", merge_mm, N_ ("What lies no farther apart is one cluster"), N_ ("MM")),
    TEXT ("drop-db", drop_db, N_ ("Size at so many dB below the peak, default 6"), N_ ("DB")),
    TEXT ("reference", reference, N_ ("Count the drop from this value, not from the peak"),
          N_ ("VALUE")),
    TEXT ("name", name, N_ ("What it is to be called"), N_ ("NAME")),
    TEXT ("text", text, N_ ("Words of a note, or a remark"), N_ ("TEXT")),
    { "measurements", 0, 0, G_OPTION_ARG_FILENAME, &o.measurements,
      N_ ("Key file with groups [Measurement NAME]"), N_ ("FILE") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.output,
      N_ ("Write a table: the clusters or the profile, or all figures"), N_ ("OUT.csv") },
    FLAG ("json", json, N_ ("Print as JSON")),
    FLAG ("save", save, N_ ("Keep them in the file, with their results")),
    LIST ("remove", remove, N_ ("Remove one from the file"), N_ ("NAME")),
    { NULL },
  };

  return run (argv, &o, entries);
}
