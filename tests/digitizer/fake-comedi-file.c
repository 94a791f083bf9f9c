/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "fake-comedi-card.h"

#define MAX_MAPS 16
#define REAL_STEP_NS 1000000.0

/* the linker sends these functions of the whole test program here */
ssize_t __real_read (int fd, void *to, size_t n);
ssize_t __wrap_read (int fd, void *to, size_t n);
ssize_t __real_write (int fd, const void *from, size_t n);
ssize_t __wrap_write (int fd, const void *from, size_t n);
int __real_poll (struct pollfd *fds, nfds_t n, int timeout_ms);
int __wrap_poll (struct pollfd *fds, nfds_t n, int timeout_ms);
void *__real_mmap64 (void *address, size_t n, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap64 (void *address, size_t n, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap (void *address, size_t n, int protection, int flags, int fd, off_t offset);
int __real_munmap (void *address, size_t n);
int __wrap_munmap (void *address, size_t n);
gboolean __real_g_file_test (const char *path, GFileTest test);
gboolean __wrap_g_file_test (const char *path, GFileTest test);

static struct
{
  void *address;
  FakeCard *card;
  guint subdevice;
} maps[MAX_MAPS];

/* --- memory --------------------------------------------------------------------------------- */

int
fake_memory_new (gsize n_bytes)
{
  int fd = memfd_create ("fake comedi", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, (off_t)n_bytes), ==, 0);

  return fd;
}

guint8 *
fake_memory_map (int fd, gsize n_bytes)
{
  void *bytes = __real_mmap64 (NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

  g_assert_true (bytes != MAP_FAILED);

  return bytes;
}

void
fake_memory_unmap (guint8 *bytes, gsize n_bytes)
{
  __real_munmap (bytes, n_bytes);
}

void
fake_memory_free (int fd)
{
  close (fd);
}

/* The kernel's comedi_mmap(): a mapping that may be written to is the output's buffer. */
void *
__wrap_mmap64 (void *address, size_t n, int protection, int flags, int fd, off_t offset)
{
  FAKE_ENTER ();
  FakeFile *file = fake_file_find (fd);
  FakeSubdevice *it;
  int number, slot = 0;
  void *mapped;

  if (file == NULL)
    return __real_mmap64 (address, n, protection, flags, fd, offset);

  number = (protection & PROT_WRITE) != 0 ? file->write_subdevice : file->read_subdevice;
  if (file->is_dead || number < 0)
    return fake_fail (file->is_dead ? ENODEV : EINVAL), MAP_FAILED;
  it = &file->card->state->subdevices[number];
  if (offset != 0 || (flags & MAP_SHARED) == 0)
    return fake_fail (EINVAL), MAP_FAILED;
  if (n > it->n_buffer || n % 4096 != 0)
    return fake_fail (EFAULT), MAP_FAILED;

  mapped = __real_mmap64 (address, n, protection, flags, it->fd, 0);
  while (maps[slot].address != NULL)
    g_assert_cmpint (++slot, <, MAX_MAPS);
  maps[slot].address = mapped;
  maps[slot].card = file->card;
  maps[slot].subdevice = it->number;
  it->n_maps++;

  return mapped;
}

void *
__wrap_mmap (void *address, size_t n, int protection, int flags, int fd, off_t offset)
{
  return __wrap_mmap64 (address, n, protection, flags, fd, offset);
}

void
fake_memory_forget_maps (const FakeCard *card)
{
  for (guint i = 0; i < MAX_MAPS; i++)
    if (maps[i].card == card)
      maps[i].address = NULL;
}

int
__wrap_munmap (void *address, size_t n)
{
  FAKE_ENTER ();

  for (guint i = 0; i < MAX_MAPS; i++)
    if (maps[i].address == address && address != NULL)
      {
        FakeSubdevice *it = &maps[i].card->state->subdevices[maps[i].subdevice];

        it->n_maps -= MIN (it->n_maps, 1);
        maps[i].address = NULL;
      }

  return __real_munmap (address, n);
}

/* --- waiting -------------------------------------------------------------------------------- */

static FakeSubdevice *
get_subdevice (FakeFile *file, gboolean is_write)
{
  int number = is_write ? file->write_subdevice : file->read_subdevice;

  return number >= 0 ? &file->card->state->subdevices[number] : NULL;
}

/* The kernel's comedi_poll(): an idle subdevice is ready, a missing board never is. */
static short
get_events (FakeFile *file)
{
  FakeSubdevice *input = get_subdevice (file, FALSE), *output = get_subdevice (file, TRUE);
  short events = 0;

  if (file->is_dead)
    return 0;
  if (input != NULL &&
      (input->busy != file || !input->is_running || input->n_written > input->n_read))
    events |= POLLIN;
  if (output != NULL && (output->busy != file || !output->is_running ||
                         output->n_written - output->n_read < output->n_buffer))
    events |= POLLOUT;

  return events;
}

static void
sleep_really (double ns)
{
  struct timespec wait = { 0, (long)CLAMP (ns, 1000.0, REAL_STEP_NS) };

  nanosleep (&wait, NULL);
}

/* One look, and one step in time if there was nothing. TRUE: something is ready. */
static gboolean
look_or_wait (struct pollfd *fds, double deadline_ns)
{
  double now_ns, next_ns = deadline_ns;

  {
    FAKE_ENTER ();
    FakeFile *file = fake_file_find (fds[0].fd);
    FakeSubdevice *input = file != NULL ? get_subdevice (file, FALSE) : NULL;
    FakeSubdevice *output = file != NULL ? get_subdevice (file, TRUE) : NULL;

    fds[0].revents = file != NULL ? get_events (file) & fds[0].events : POLLNVAL;
    now_ns = fake_comedi_now_ns ();
    if (fds[0].revents != 0 || now_ns >= deadline_ns)
      return fds[0].revents != 0;
    if (input != NULL && !file->is_dead && (fds[0].events & POLLIN) != 0)
      next_ns = fmin (next_ns, fake_stream_get_next_ns (input));
    if (output != NULL && !file->is_dead && (fds[0].events & POLLOUT) != 0)
      next_ns = fmin (next_ns, now_ns + REAL_STEP_NS);
    next_ns = fmin (next_ns, fake_time_get_next_event_ns ());
    if (!fake_time_is_real ())
      fake_time_set (fmax (ceil (next_ns), now_ns + 1));
  }
  if (fake_time_is_real ())
    sleep_really (next_ns - now_ns);

  return FALSE;
}

/* FALSE: the descriptor is none of ours. */
static gboolean
note_poll (int fd, int timeout_ms)
{
  FAKE_ENTER_QUIETLY ();
  FakeFile *file = fake_file_find (fd);

  if (file == NULL)
    return FALSE;
  file->card->seen.n_polls++;
  file->card->seen.longest_poll_ms = MAX (file->card->seen.longest_poll_ms, timeout_ms);

  return TRUE;
}

int
__wrap_poll (struct pollfd *fds, nfds_t n, int timeout_ms)
{
  double deadline_ns = fake_comedi_now_ns () + timeout_ms * 1e6;

  if (n != 1 || !note_poll (fds[0].fd, timeout_ms))
    return __real_poll (fds, n, timeout_ms);

  while (!look_or_wait (fds, deadline_ns))
    if (fake_comedi_now_ns () >= deadline_ns)
      return look_or_wait (fds, deadline_ns) ? 1 : 0;

  return 1;
}

/* --- reading and writing -------------------------------------------------------------------- */

static gboolean
is_nonblocking (int fd)
{
  return (fcntl (fd, F_GETFL) & O_NONBLOCK) != 0;
}

static void
copy_out (FakeSubdevice *it, guint8 *to, gsize n)
{
  for (gsize done = 0; done < n;)
    {
      gsize from = it->n_read % it->n_buffer;
      gsize piece = MIN (n - done, it->n_buffer - from);

      memcpy (to + done, it->buffer + from, piece);
      it->n_read += piece;
      done += piece;
    }
}

/* The kernel's comedi_read(). -EAGAIN: nothing there yet. */
static gssize
read_now (int fd, void *to, size_t n)
{
  FAKE_ENTER ();
  FakeFile *file = fake_file_find (fd);
  FakeSubdevice *it = get_subdevice (file, FALSE);
  gboolean is_failed;

  if (file->is_dead)
    return -ENODEV;
  if (it == NULL)
    return -EIO;
  if (it->busy != file)
    return -EINVAL;
  if (file->card->faults.n_bytes_per_read > 0)
    n = MIN (n, file->card->faults.n_bytes_per_read);
  n = MIN (n, it->n_written - it->n_read);
  if (n > 0)
    {
      copy_out (it, to, n);
      return (gssize)n;
    }
  if (it->is_running)
    return -EAGAIN;
  is_failed = it->is_failed;
  fake_stream_clear (it);

  return is_failed ? -EPIPE : 0;
}

static gboolean
is_ours (int fd)
{
  FAKE_ENTER_QUIETLY ();

  return fake_file_find (fd) != NULL;
}

ssize_t
__wrap_read (int fd, void *to, size_t n)
{
  gssize result;

  if (!is_ours (fd))
    return __real_read (fd, to, n);
  if (n == 0)
    return 0;

  while ((result = read_now (fd, to, n)) == -EAGAIN && !is_nonblocking (fd))
    {
      struct pollfd waiting = { .fd = fd, .events = POLLIN };

      look_or_wait (&waiting, fake_comedi_now_ns () + 1e8);
    }
  if (result >= 0)
    return result;
  errno = (int)-result;

  return -1;
}

/* The kernel's comedi_write(), without blocking. */
static gssize
write_now (int fd, const void *from, size_t n)
{
  FAKE_ENTER ();
  FakeFile *file = fake_file_find (fd);
  FakeSubdevice *it = get_subdevice (file, TRUE);
  gsize sample_bytes;

  if (file->is_dead)
    return fake_fail (ENODEV);
  if (it == NULL)
    return fake_fail (EIO);
  if (it->busy != file)
    return fake_fail (EINVAL);
  if (!it->is_running)
    {
      gboolean is_failed = it->is_failed;

      fake_stream_clear (it);
      return is_failed ? fake_fail (EPIPE) : 0;
    }
  sample_bytes = fake_subdevice_get_sample_bytes (it);
  n = MIN (n, it->n_buffer - (it->n_written - it->n_read)) / sample_bytes * sample_bytes;
  if (n == 0)
    return fake_fail (EAGAIN);
  for (gsize i = 0; i < n; i++)
    it->buffer[(it->n_written + i) % it->n_buffer] = ((const guint8 *)from)[i];
  it->n_written += n;

  return (gssize)n;
}

ssize_t
__wrap_write (int fd, const void *from, size_t n)
{
  return is_ours (fd) ? write_now (fd, from, n) : __real_write (fd, from, n);
}

gboolean
__wrap_g_file_test (const char *path, GFileTest test)
{
  if (test == G_FILE_TEST_EXISTS && fake_comedi_has_node (path))
    return TRUE;

  return __real_g_file_test (path, test);
}
