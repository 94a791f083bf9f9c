/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "devices/simulated/ins-sim-follow.h"

#define N_NUMBERS 11 /* of a line: start, end, position, velocity, acceleration */
#define N_BYTES 16384

struct _InsSimFollow
{
  char *path;
  int fd; /* -1: there is no log yet */
  ino_t inode;
  off_t offset; /* of the first line that was not read */
  char bytes[N_BYTES + 1];
};

InsSimFollow *
ins_sim_follow_new (const char *path)
{
  InsSimFollow *self = g_new0 (InsSimFollow, 1);

  self->path = g_strdup (path);
  self->fd = -1;

  return self;
}

static void
close_log (InsSimFollow *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  self->offset = 0;
}

void
ins_sim_follow_free (InsSimFollow *self)
{
  close_log (self);
  g_free (self->path);
  g_free (self);
}

/* Also of an emulator that was started anew in the meantime. */
static gboolean
open_log (InsSimFollow *self)
{
  struct stat status;

  if (stat (self->path, &status) != 0)
    return FALSE;
  if (self->fd >= 0 && (status.st_ino != self->inode || status.st_size < self->offset))
    close_log (self);
  if (self->fd < 0)
    {
      self->fd = open (self->path, O_RDONLY | O_CLOEXEC);
      self->inode = status.st_ino;
    }

  return self->fd >= 0;
}

static void
take_line (const char *line, InsSimBench *bench)
{
  double numbers[N_NUMBERS];
  InsPosition triples[3];
  const char *rest = line;

  for (guint i = 0; i < N_NUMBERS; i++)
    {
      char *end;

      numbers[i] = g_ascii_strtod (rest, &end);
      if (end == rest)
        return;
      rest = end;
    }
  for (guint i = 0; i < G_N_ELEMENTS (triples); i++)
    memcpy (triples[i].mm, numbers + 2 + i * INS_N_AXES, sizeof triples[i].mm);
  ins_sim_bench_add_segment (bench, numbers[0], numbers[1], &triples[0], &triples[1], &triples[2]);
}

/* Whole lines of the next piece; FALSE if there is none. */
static gboolean
take_piece (InsSimFollow *self, InsSimBench *bench)
{
  gssize n = pread (self->fd, self->bytes, N_BYTES, self->offset);
  char *line = self->bytes, *end;

  if (n <= 0)
    return FALSE;
  self->bytes[n] = '\0';
  while ((end = strchr (line, '\n')) != NULL)
    {
      *end = '\0';
      take_line (line, bench);
      line = end + 1;
    }
  self->offset += line - self->bytes;

  return line > self->bytes;
}

void
ins_sim_follow_read (InsSimFollow *self, InsSimBench *bench)
{
  while (open_log (self) && take_piece (self, bench))
    ;
}
