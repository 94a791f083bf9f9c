/* What every family does, each driver against its own emulator, in real time. Nearly all of that
 * time is waiting, so the cases run side by side, each in a process of its own. With arguments
 * (-p /grbl/halt) it runs as any other test does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "at-once.h"
#include "core/ins-clock.h"
#include "core/ins-lock.h"
#include "stage-conformance.h"

#define N_AT_ONCE 32

typedef struct
{
  const char *program;
  InsLock lock;
  guint n_done, n_failed; /* lock, as is stdout */
} Runner;

/* The cases, as GLib's "-l" names them. */
static GPtrArray *
list_cases (const char *program)
{
  const char *const arguments[] = { program, "-l", NULL };
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL,
                     NULL, &error))
    g_error ("%s", error->message);
  lines = g_strsplit (output, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (**line == '/')
      g_ptr_array_add (paths, g_strdup (*line));

  return paths;
}

static gboolean
is_said_by_case (const char *line)
{
  static const char *const others[] = { "# Start of ", "# End of ", "# random seed" };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_has_prefix (line, others[i]))
      return FALSE;

  return g_str_has_prefix (line, "# ");
}

/* As comments; of what went well only what the case itself has said. */
static void
print_output_locked (const char *output, gboolean is_failed)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    if (is_said_by_case (*line))
      g_print ("%s\n", *line);
    else if (is_failed && **line != '\0')
      g_print ("# %s\n", *line);
}

static void
run_case (gpointer path, gpointer data)
{
  Runner *self = data;
  const char *const arguments[] = { self->program, "-p", path, NULL };
  double start_s = ins_clock_now_s ();
  g_autofree char *output = NULL;
  g_autofree char *complaints = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;
  gboolean is_good = g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL,
                                   &output, &complaints, &status, &error) &&
                     g_spawn_check_wait_status (status, &error);
  const char *skip = is_good ? strstr (output, "# SKIP") : NULL;
  g_autoptr (InsLocker) locker G_GNUC_UNUSED = ins_lock_acquire (&self->lock);

  self->n_done++;
  self->n_failed += !is_good;
  g_print ("%s %u %s%s%.*s\n", is_good ? "ok" : "not ok", self->n_done, (const char *)path,
           skip != NULL ? " " : "", skip != NULL ? (int)strcspn (skip, "\n") : 0,
           skip != NULL ? skip : "");
  g_print ("# %.1f s\n", ins_clock_now_s () - start_s);
  if (output != NULL)
    print_output_locked (output, !is_good);
  if (!is_good && complaints != NULL)
    print_output_locked (complaints, TRUE);
  if (error != NULL)
    g_print ("# %s\n", error->message);
}

static int
run_side_by_side (const char *program)
{
  g_autoptr (GPtrArray) paths = list_cases (program);
  Runner runner = { .program = program };

  ins_lock_init (&runner.lock);
  g_print ("TAP version 13\n1..%u\n", paths->len);
  run_at_once (run_case, paths, N_AT_ONCE, &runner);
  ins_lock_clear (&runner.lock);

  return runner.n_failed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int
main (int argc, char *argv[])
{
  if (argc == 1)
    return run_side_by_side (argv[0]);
  g_test_init (&argc, &argv, NULL);
  stage_conformance_add_families ();

  return g_test_run ();
}
