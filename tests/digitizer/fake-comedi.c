/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "fake-comedi-card.h"

#define MAX_CARDS 4

static FakeCard *cards[MAX_CARDS];
static guint n_cards;
static FakeFile files[FAKE_MAX_FILES];

static pthread_mutex_t mutex = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static guint depth;
static guint64 n_calls;
static int library_errno;

guint64
fake_comedi_get_n_calls (void)
{
  guint64 n;

  pthread_mutex_lock (&mutex);
  n = n_calls;
  pthread_mutex_unlock (&mutex);

  return n;
}

/* All cards as they stand now. */
void
fake_run_cards (void)
{
  double now_ns = fake_comedi_now_ns ();

  for (guint i = 0; i < n_cards; i++)
    for (guint k = 0; k < cards[i]->state->n_subdevices; k++)
      fake_stream_run (&cards[i]->state->subdevices[k], now_ns);
}

int
fake_enter (gboolean brings_up_to_date)
{
  pthread_mutex_lock (&mutex);
  n_calls++;
  if (depth++ == 0 && brings_up_to_date)
    {
      fake_run_cards ();
      fake_time_run_events ();
    }

  return 0;
}

void
fake_leave (int *entered)
{
  int error_number = errno;

  depth--;
  pthread_mutex_unlock (&mutex);
  errno = error_number;
}

void
fake_set_comedi_errno (int number)
{
  library_errno = number;
}

int
fake_fail (int error_number)
{
  errno = error_number;
  library_errno = error_number;

  return -1;
}

int
comedi_errno (void)
{
  return library_errno;
}

static void
card_free (FakeCard *self)
{
  FakeCardState *state = self->state;

  fake_card_detach (self);
  for (guint i = 0; i < G_N_ELEMENTS (state->outputs); i++)
    g_array_unref (state->outputs[i]);
  g_free (state->path);
  g_free (state->calibration);
  g_free (state);
  g_free (self);
}

void
fake_comedi_reset (void)
{
  FAKE_ENTER ();

  for (guint i = 0; i < FAKE_MAX_FILES; i++)
    if (files[i].card != NULL)
      fake_file_close (&files[i]);
  while (n_cards > 0)
    card_free (cards[--n_cards]);
  fake_time_reset ();
}

static FakeCard *
find_card (const char *path)
{
  for (guint i = 0; i < n_cards; i++)
    if (strcmp (cards[i]->state->path, path) == 0)
      return cards[i];

  return NULL;
}

FakeCard *
fake_comedi_install (const char *path, FakeModel model)
{
  FAKE_ENTER ();
  FakeCard *self = g_new0 (FakeCard, 1);

  g_assert_cmpuint (n_cards, <, MAX_CARDS);
  g_assert_null (find_card (path));
  self->faults.maximum_bytes = G_MAXUINT;
  self->gain = 1.0;
  self->state = g_new0 (FakeCardState, 1);
  self->state->path = g_strdup (path);
  self->state->model = model;
  for (guint i = 0; i < G_N_ELEMENTS (self->state->outputs); i++)
    self->state->outputs[i] = g_array_new (FALSE, TRUE, sizeof (lsampl_t));
  fake_card_attach (self);
  cards[n_cards++] = self;

  return self;
}

gboolean
fake_comedi_has_node (const char *path)
{
  FAKE_ENTER ();
  FakeCard *card = find_card (path);

  return card != NULL && card->state->is_attached;
}

/* --- handles -------------------------------------------------------------------------------- */

FakeFile *
fake_file_find (int fd)
{
  for (guint i = 0; i < FAKE_MAX_FILES; i++)
    if (files[i].card != NULL && files[i].fd == fd)
      return &files[i];

  return NULL;
}

FakeFile *
fake_file_open (const char *path)
{
  FakeCard *card = find_card (path);
  FakeFile *self = files;

  if (card == NULL || !card->state->is_attached || card->faults.open_errno != 0)
    {
      fake_fail (card == NULL || card->faults.open_errno == 0 ? ENOENT : card->faults.open_errno);
      return NULL;
    }
  while (self->card != NULL)
    g_assert_cmpint (++self - files, <, FAKE_MAX_FILES);

  *self = (FakeFile){ .card = card,
                      .fd = fake_memory_new (1),
                      .read_subdevice = card->state->read_subdevice,
                      .write_subdevice = card->state->write_subdevice };
  card->seen.n_opens++;

  return self;
}

void
fake_file_close (FakeFile *self)
{
  FakeCardState *state = self->card->state;

  if (!self->is_dead)
    for (guint i = 0; i < state->n_subdevices; i++)
      {
        if (state->subdevices[i].busy == self)
          fake_stream_clear (&state->subdevices[i]);
        if (state->subdevices[i].lock == self)
          state->subdevices[i].lock = NULL;
      }
  self->card->seen.n_closes++;
  fake_memory_free (self->fd);
  *self = (FakeFile){ 0 };
}

/* As the library does: it knows the number of subdevices since it was opened. */
FakeSubdevice *
fake_file_get_subdevice (FakeFile *self, guint number)
{
  if (number >= self->card->state->n_subdevices)
    {
      fake_set_comedi_errno (FAKE_INVALID_SUBDEVICE);
      return NULL;
    }

  return &self->card->state->subdevices[number];
}

/* --- what happens to cards ------------------------------------------------------------------ */

void
fake_card_unplug (FakeCard *self)
{
  FAKE_ENTER ();

  for (guint i = 0; i < FAKE_MAX_FILES; i++)
    if (files[i].card == self)
      files[i].is_dead = TRUE;
  for (guint i = 0; i < self->state->n_subdevices; i++)
    fake_stream_clear (&self->state->subdevices[i]);
  self->state->is_attached = FALSE;
}

void
fake_card_plug (FakeCard *self)
{
  FAKE_ENTER ();

  fake_card_detach (self);
  fake_card_attach (self);
}

void
fake_card_take (FakeCard *self, gboolean is_taken)
{
  FAKE_ENTER ();
  FakeSubdevice *input = &self->state->subdevices[self->state->read_subdevice];

  g_assert_true (input->busy == NULL || input->busy == FAKE_ANOTHER);
  input->busy = is_taken ? FAKE_ANOTHER : NULL;
}

void
fake_card_lock (FakeCard *self, gboolean is_locked)
{
  FAKE_ENTER ();

  self->state->subdevices[self->state->read_subdevice].lock = is_locked ? FAKE_ANOTHER : NULL;
}

void
fake_card_cancel (FakeCard *self, guint subdevice)
{
  FAKE_ENTER ();

  fake_stream_clear (&self->state->subdevices[subdevice]);
}

void
fake_card_set_buffer (FakeCard *self, guint subdevice, guint n_bytes, guint maximum_bytes)
{
  FAKE_ENTER ();
  FakeSubdevice *it = &self->state->subdevices[subdevice];

  it->max_buffer = maximum_bytes;
  fake_subdevice_resize (it, n_bytes);
}

guint
fake_card_get_buffer (FakeCard *self, guint subdevice)
{
  FAKE_ENTER ();

  return self->state->subdevices[subdevice].n_buffer;
}

gboolean
fake_card_is_running (FakeCard *self, guint subdevice)
{
  FAKE_ENTER ();

  return self->state->subdevices[subdevice].is_running;
}

void
fake_card_set_signal (FakeCard *self, FakeSignal signal, gpointer data)
{
  FAKE_ENTER ();

  self->state->signal = signal;
  self->state->counts = NULL;
  self->state->signal_data = data;
}

void
fake_card_set_counts (FakeCard *self, FakeCounts counts, gpointer data)
{
  FAKE_ENTER ();

  self->state->signal = NULL;
  self->state->counts = counts;
  self->state->signal_data = data;
}

void
fake_card_set_trigger (FakeCard *self, FakeTrigger trigger, gpointer data)
{
  FAKE_ENTER ();

  self->state->trigger = trigger;
  self->state->trigger_data = data;
}

void
fake_card_set_encoder (FakeCard *self, FakePosition position, gpointer data)
{
  FAKE_ENTER ();

  self->state->position = position;
  self->state->position_data = data;
}

void
fake_card_set_calibration (FakeCard *self, const char *path)
{
  FAKE_ENTER ();

  g_free (self->state->calibration);
  self->state->calibration = g_strdup (path);
}

void
fake_card_set_free (FakeCard *self, gboolean is_free)
{
  FAKE_ENTER ();

  self->state->is_free = is_free;
}

GArray *
fake_card_get_output (FakeCard *self, guint channel)
{
  FAKE_ENTER ();

  return self->state->outputs[channel];
}
